import { interpret } from "../../../../provider/api/answer";
import { ApiError, BrokenAnswer, describeFailure } from "../../../../provider/api/errors";
import { LastingFault } from "../../../../provider/api/networkFault";
import type { HttpAnswer, Method } from "../../../../provider/api/transport";
import {
  ifAny,
  type Read,
  readNothing,
  readRecipient,
  readShare,
  readShares,
} from "../../../../provider/api/wire";

const TOKEN = "s3cret-token-that-nobody-may-see";
const share = { id: "5f", name: "n", status: "active" };

const answer = (status: number, text: string, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  text,
  header: (name) => headers[name] ?? null,
});
const told = <T>(method: Method, read: Read<T>, given: HttpAnswer): T =>
  interpret(method, read, given, { kind: "token", token: TOKEN });

function errorOf(given: HttpAnswer, method: Method = "GET"): ApiError | BrokenAnswer {
  try {
    told(method, readShare, given);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("it was taken");
}

test.each(["errors", "messages"])("of millions of %s, a part is read, and told as the least", (key) => {
  const flood = Array.from({ length: 400_000 }, () => ({ code: 1001, message: "no" }));
  const text = JSON.stringify({ success: false, [key]: flood });
  for (const status of [200, 400]) {
    const error = errorOf(answer(status, text)) as ApiError;
    expect(error.faults).toHaveLength(2_000);
    expect(describeFailure("reading share 5f", error).message).toMatch(/; and at least 1995 more$/);
  }
});

describe("more lists and objects than any list of shares has are not made", () => {
  const many = (one: string, between = ",") => `[${Array(500_000).fill(one).join(between)}]`;
  const bodies = [
    `{"success":true,"result":${"[".repeat(5_000_000)}${"]".repeat(5_000_000)}}`,
    `{"success":true,"result":${many("{}")}}`,
    `{"success":true,"result":${many(String.raw`{"\"":"\\\""}`)}}`,
  ];
  const isParsed = () => jest.spyOn(JSON, "parse");

  afterEach(() => jest.restoreAllMocks());

  test.each(bodies)(
    "of a success, %.60s: an error that stays, and what a POST made is looked for",
    (body) => {
      const parse = isParsed();
      for (const method of ["GET", "POST"] as const) {
        const error = errorOf(answer(200, body), method);
        expect(error).toBeInstanceOf(LastingFault);
        expect(error).toMatchObject({ kind: "malformed", wasSent: true });
        expect(error.message).toBe(
          "Cloudflare's answer has more than 500000 lists and objects, which no list of shares has",
        );
      }
      expect(parse).not.toHaveBeenCalled();
    },
  );

  test("of a refusal, the beginning is told; a change that is done stays done", () => {
    const body = `{"success":false,"errors":${many('{"code":1001}')}}`;
    const parse = isParsed();
    expect(errorOf(answer(400, body))).toMatchObject({ status: 400, author: "page" });
    expect(errorOf(answer(400, body))).toBeInstanceOf(ApiError);
    expect(errorOf(answer(500, body))).toMatchObject({ status: 500, kind: "malformed" });
    expect(told("PUT", readNothing, answer(200, body))).toBeUndefined();
    expect(parse).not.toHaveBeenCalled();
  });

  test("what stands in texts is none, and as many as there may be are read", () => {
    const result = `[{"id":"5f","name":${JSON.stringify('[{\\"[{'.repeat(600_000))},"status":"active"}]`;
    expect(told("GET", readShares, answer(200, `{"success":true,"result":${result}}`))).toHaveLength(1);
    const list = JSON.stringify(Array.from({ length: 499_998 }, () => share));
    expect(told("GET", readShares, answer(200, `{"success":true,"result":${list}}`))).toHaveLength(499_998);
  });
});

test("a code that no number holds is none, and an endless pointer is told by its beginning", () => {
  const source = { pointer: `/recipients${"/a".repeat(5_000_000)}` };
  const errors = [{ code: "9".repeat(400), message: "no", source }];
  const text = JSON.stringify({ success: false, errors }).replace(/"9+"/, "1e400");
  for (const body of [text, JSON.stringify({ success: false, errors })]) {
    const { message } = describeFailure("reading share 5f", errorOf(answer(400, body)), { recipients: [] });
    expect(message).toMatch(/^reading share 5f: Cloudflare answered 400: recipients(\.a)+.{0,3}: no$/);
    expect(message.length).toBeLessThan(700);
  }
});

test("faults with and without their parts", () => {
  const errors = [
    { code: 1001, message: "wrong", documentation_url: "https://x", source: { pointer: "/name" } },
    { code: 1001, message: "wrong", source: null },
    { message: null },
    {},
  ];
  const error = errorOf(answer(200, JSON.stringify({ success: false, errors, result: null }))) as ApiError;
  expect(error.faults).toEqual([
    { code: 1001, message: "wrong", pointer: "/name" },
    { code: 1001, message: "wrong", pointer: undefined },
    { code: undefined, message: "no message", pointer: undefined },
    { code: undefined, message: "no message", pointer: undefined },
  ]);
});

test("an answer that names no address to go to is no redirect", () => {
  for (const status of [300, 304, 399]) {
    const error = errorOf(answer(status, ""));
    expect(error).toMatchObject({ kind: "redirect", status });
    expect(error.message).toBe(`Cloudflare answered ${status}, which is no answer to this request`);
  }
});

describe("a refusal is an answer, whatever its body", () => {
  const refused: [string, string, string[]][] = [
    [
      "a page",
      "<html><head><title>400 Bad Request</title></head><body>No</body></html>",
      ["400 Bad Request No"],
    ],
    ["text", "error code: 1003\n", ["error code: 1003"]],
    ["nothing", "", []],
    [
      "errors as texts",
      '{"success":false,"errors":["no such account","or so"],"result":null}',
      ["no such account", "or so"],
    ],
    ["errors as one text", '{"success":false,"errors":"no such account"}', ["no such account"]],
    ["errors as an empty object", '{"success":false,"errors":{},"result":null}', []],
    ["errors as one object", '{"success":false,"errors":{"code":"1003","message":"no"}}', ["no"]],
    ["an error alone", '{"error":"no such account"}', ["no such account"]],
    ["an error object", '{"error":{"code":7003,"message":"no route"}}', ["no route"]],
    ["a message alone", '{"message":"no route"}', ["no route"]],
    ["errors without words", '{"success":false,"errors":[{"code":1},null]}', ["no message", "no message"]],
    ["other JSON", '["no"]', ['["no"]']],
    ["half of JSON", '{"success":fal', ['{"success":fal']],
    ["errors by property", '{"errors":{"name":["is too long"]}}', ['{"name":["is too long"]}']],
    ["errors in lists", '{"success":false,"errors":[["no"]]}', ['["no"]']],
    [
      "errors in other words",
      '{"errors":[{"code":1,"detail":"no","status":"1"}]}',
      ['{"detail":"no","status":"1"}'],
    ],
    ["an error with errors", '{"error":{"errors":[{"message":"no"}]}}', ['{"errors":[{"message":"no"}]}']],
    ["an error of OAuth", '{"error":"invalid","error_description":"no"}', ["invalid: no"]],
    [
      "messages alone",
      '{"success":false,"errors":[],"messages":[{"code":7,"message":"no"},"or so"]}',
      ["no", "or so"],
    ],
    ["a numeric error", '{"success":false,"errors":[7003]}', ["7003"]],
  ];

  test.each(refused)("%s", (_, body, messages) => {
    for (const status of [400, 401, 403, 404, 409, 422]) {
      const error = errorOf(answer(status, body, { "cf-ray": "8f-LOC" }));
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status, cfRay: "8f-LOC" });
      expect((error as ApiError).faults.map(({ message }) => message)).toEqual(messages);
    }
  });

  test("it never means that something is missing, unless the envelope says so", () => {
    for (const [, body] of refused) expect(errorOf(answer(404, body))).toMatchObject({ isMissing: false });
    expect(errorOf(answer(404, '{"code":1004,"error":"not found"}'))).toMatchObject({ isMissing: false });
    for (const code of [1004, "1004"]) {
      const body = JSON.stringify({ success: false, errors: [{ code, message: "share not found" }] });
      expect(errorOf(answer(404, body))).toMatchObject({ isMissing: true });
    }
  });

  test.each([408, 425, 429, 500, 502, 530])("a page of %i says nothing of the request", (status) => {
    expect(errorOf(answer(status, "<html>Bad gateway"))).toBeInstanceOf(BrokenAnswer);
    expect(errorOf(answer(status, '{"success":false,"errors":["later"]}'))).toBeInstanceOf(ApiError);
  });

  test("its author: the API, a page of anybody's, a proxy, a challenge", () => {
    const envelope = '{"success":false,"errors":[]}';
    const page = "<html>";
    const challenge = { "cf-mitigated": "challenge" };
    expect(errorOf(answer(403, envelope))).toMatchObject({ author: "api" });
    expect(errorOf(answer(403, page))).toMatchObject({ author: "page" });
    expect(errorOf(answer(407, page))).toMatchObject({ author: "proxy" });
    for (const status of [403, 429, 503, 200])
      for (const body of [page, "", '{"success":true}'])
        for (const method of ["GET", "PUT", "POST"] as const)
          expect(errorOf(answer(status, body, challenge), method)).toMatchObject({
            status,
            author: "challenge",
          });
  });

  test("the chain of causes, flat", () => {
    const deeper = { code: 3, message: "c", error_chain: [{ code: "4", message: "d" }] };
    const errors = [{ code: 1, message: "a", error_chain: [{ code: 2, message: "b" }, deeper] }];
    const error = errorOf(answer(400, JSON.stringify({ success: false, errors }))) as ApiError;
    expect(error.faults[0]?.chain?.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "2 b",
      "3 c",
      "4 d",
    ]);
    expect(error.hasCode(2)).toBe(false);
  });

  test("of any length and depth, on no stack", () => {
    const link = (chain: unknown) => ({ code: 2, message: "b", error_chain: chain });
    const chain = [link(Array.from({ length: 300_000 }, () => ({ code: 3, message: "c" })))];
    const long = JSON.stringify({ success: false, errors: [{ code: 1, message: "a", error_chain: chain }] });
    const [fault] = (errorOf(answer(400, long)) as ApiError).faults;
    expect(fault?.chain?.map(({ code }) => code)).toEqual([2, 3, 3, 3, 3]);
    const deep = `{"errors":[{"detail":${"[".repeat(50_000)}${"]".repeat(50_000)}}]}`;
    expect(errorOf(answer(400, deep))).toMatchObject({ status: 400, faults: [{ message: "no message" }] });
  });

  test("told in full up to some lines, by whole characters, without secrets", () => {
    const error = errorOf(
      answer(400, `<p>${"💩".repeat(400)}</p><p>${TOKEN}</p>${"é".repeat(999)}`),
    ) as ApiError;
    const [fault] = error.faults;
    expect(Array.from(fault?.message ?? "")).toHaveLength(501);
    expect(fault?.message).toContain("💩 [secret] é");
    expect(fault?.message).not.toMatch(/\p{Cs}/u);
    const split = errorOf(answer(400, TOKEN.repeat(3_000))) as ApiError;
    expect(split.faults[0]?.message).not.toContain(TOKEN.slice(0, 8));
  });

  test("hostile pages are cut before any pattern sees them", () => {
    // Steps and not time: a quadratic pattern takes minutes for so much.
    for (const one of ["<", "<style", "<style>", " ", "<!--", "\n<"]) {
      const error = errorOf(answer(400, one.repeat(5_000_000 / one.length)));
      expect(error).toBeInstanceOf(ApiError);
    }
  });
});

describe("success with less than the schema's maximum", () => {
  const bare: [string, HttpAnswer][] = [
    ["204", answer(204, "")],
    ["an empty body", answer(200, "")],
    ["blanks", answer(200, " \n")],
    ["no result", answer(200, '{"success":true}')],
    ["a null result", answer(200, '{"success":true,"result":null,"errors":null}')],
    ["errors that are no list", answer(200, '{"success":true,"errors":{},"messages":{}}')],
    ["an empty object", answer(202, "{}")],
    ["null", answer(200, "null")],
    ["a list", answer(200, "[]")],
    ["a text", answer(200, "OK\n")],
    ["half of JSON", answer(200, '{"success":tr')],
    ["a page", answer(200, "<html>Done</html>")],
  ];

  test.each(bare)("%s: a PUT or DELETE is done", (_, given) => {
    for (const method of ["PUT", "DELETE"] as const) {
      expect(told(method, readNothing, given)).toBeUndefined();
      expect(told(method, ifAny(readShare), given)).toBeUndefined();
    }
  });

  test.each(bare)("%s: a GET or POST has not answered", (_, given) => {
    for (const method of ["GET", "POST"] as const) {
      const isDone = method === "POST" && (given.status === 204 || given.text.startsWith('{"success":true'));
      const kind = isDone ? "done" : "malformed";
      expect(errorOf(given, method)).toMatchObject({ name: "BrokenAnswer", kind });
    }
  });

  test("a no stays one", () => {
    for (const method of ["PUT", "DELETE"] as const) {
      expect(errorOf(answer(200, '{"success":false}'), method)).toBeInstanceOf(ApiError);
      expect(errorOf(answer(400, "{}"), method)).toBeInstanceOf(ApiError);
    }
  });

  test.each([undefined, null, []])("the list %j is empty", (result) => {
    expect(told("GET", readShares, answer(200, JSON.stringify({ success: true, result })))).toEqual([]);
  });
});

test("numbers as texts are read, and what is no number counts as absent", () => {
  const wire = {
    ...share,
    associating_recipient_count: "2",
    associated_recipient_count: "many",
    disassociated_recipient_count: -1,
    resources: [
      { id: "x", resource_id: "r", resource_type: "t", status: "active", resource_version: "0" },
      { id: "y", resource_id: "r", resource_type: "t", status: "active", resource_version: "new" },
    ],
  };
  const read = told("GET", readShare, answer(200, JSON.stringify({ success: true, result: wire })));
  expect(read.associating_recipient_count).toBe(2);
  expect(read.associated_recipient_count).toBeUndefined();
  expect(read.disassociated_recipient_count).toBeUndefined();
  expect(read.resources?.map((one) => one.resource_version)).toEqual([0, undefined]);
  const delivery = { resource_id: "r", resource_version: "3" };
  const recipient = { id: "r", association_status: "associated", resources: [delivery] };
  const seen = told("GET", readRecipient, answer(200, JSON.stringify({ success: true, result: recipient })));
  expect(seen.resources?.[0]?.resource_version).toBe(3);
});

test("every text of an answer is well-formed", () => {
  const body =
    '{"success":true,"result":{"id":"5f","name":"half \\ud83d","status":"active","account_name":"\\udca9"}}';
  expect(told("GET", readShare, answer(200, body))).toMatchObject({
    name: "half \ufffd",
    account_name: "\ufffd",
  });
  const refusal = '{"success":false,"errors":[{"code":1,"message":"half \\ud83d"}]}';
  expect(errorOf(answer(400, refusal))).toMatchObject({ faults: [{ message: "half \ufffd" }] });
});

test("meta that is nested too deep is named, and breaks no stack", () => {
  const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const resources = `[{"id":"x","resource_id":"r","resource_type":"t","status":"active","meta":${deep}}]`;
  const body = `{"success":true,"result":{"id":"5f","name":"n","status":"active","resources":${resources}}}`;
  expect(errorOf(answer(200, body)).message).toMatch(
    /result\.resources\.0\.meta: nested deeper than 500 levels/,
  );
});

test("what Retry-After says in no form of its own is not said", () => {
  const date = "Sat, 28 Nov 2026 16:00:00 GMT";
  const told = (text: string) =>
    (errorOf(answer(429, '{"success":false}', { "retry-after": text, date })) as ApiError).retryAfterMs;
  for (const text of [
    "After 240",
    "Never 5",
    "1.5",
    "-5",
    "+60",
    "60s",
    "60, 60",
    "1e3",
    "0x3c",
    "soon",
    "",
    "2026-11-28",
  ])
    expect([text, told(text)]).toEqual([text, undefined]);
  const dates = ["Sat, 28 Nov 2026 16:05:00 GMT", "Saturday, 28-Nov-26 16:05:00 GMT"];
  for (const text of ["300", " 300 ", ...dates]) expect([text, told(text)]).toEqual([text, 300_000]);
  expect(told("Sat, 28 Nov 2026 15:00:00 GMT")).toBe(0);
});
