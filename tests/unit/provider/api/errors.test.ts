import { inspect } from "node:util";
import {
  ApiError,
  type Author,
  BrokenAnswer,
  describeFailure,
  propertyPath,
} from "../../../../provider/api/errors";
import { ProviderError } from "../../../../provider/base/providerError";

const fault = (code: number | undefined, message: string, pointer?: string) => ({ code, message, pointer });

describe("is it missing", () => {
  test("only 404 with code 1004 says so", () => {
    expect(new ApiError(404, [fault(1004, "share not found")], undefined).isMissing).toBe(true);
    expect(new ApiError(404, [fault(7003, "could not route")], undefined).isMissing).toBe(false);
    expect(new ApiError(404, [], undefined).isMissing).toBe(false);
    expect(new ApiError(400, [fault(1004, "odd")], undefined).isMissing).toBe(false);
    expect(new ApiError(200, [fault(1004, "odd")], undefined).isMissing).toBe(false);
    expect(new ApiError(404, [fault(1004, "odd")], undefined, undefined, "page").isMissing).toBe(false);
  });
});

describe("a pointer read as the user's property", () => {
  test.each([
    ["/recipients/3/recipient_account_id", "", "recipients[3].recipientAccountId"],
    ["/resources/0/resource_id", "", "resources[0].resourceId"],
    ["/name", "", "name"],
    ["/2/recipient_account_id", "recipients", "recipients[2].recipientAccountId"],
    ["/0/account_id", "excludedRecipients", "excludedRecipients[0].accountId"],
    ["", "recipients", "recipients"],
    ["/resources/0/meta/api_key", "", "resources[0].meta.api_key"],
    ["/meta/rules/0/my_meta", "resources", "resources.meta.rules[0].my_meta"],
  ])("%s below %j: %s", (pointer, base, path) => {
    expect(propertyPath(pointer, base)).toBe(path);
  });
});

describe("what a person reads", () => {
  const doing = "renaming share 5f";

  test("verb, noun, id, status, message, code and ray", () => {
    const error = new ApiError(400, [fault(1001, "too long", "/name"), fault(1002, "taken")], "8f0-LOC");
    expect(describeFailure(doing, error, { name: "Baseline" }).message).toBe(
      "renaming share 5f: Cloudflare answered 400: name (Baseline): too long (code 1001); taken (code 1002)\ncf-ray 8f0-LOC",
    );
  });

  test.each([
    [
      "/resources/0/meta/password",
      { resources: [{ meta: { password: "hunter2" } }] },
      "",
      "resources[0].meta.password",
    ],
    ["/meta/a/0", { meta: { a: ["hunter2"] } }, "resources", "resources.meta.a[0]"],
    ["/meta", { meta: "hunter2" }, "", "meta"],
    [
      "/recipients/0/account_id",
      { recipients: [{ account_id: `Bearer hunter2-${"v".repeat(40)}` }] },
      "",
      "recipients[0].accountId",
    ],
  ])("%s: no value that may be a secret", (pointer, body, base, path) => {
    const error = new ApiError(400, [fault(1001, "invalid", pointer)], undefined);
    expect(describeFailure(doing, error, body, base).message).toBe(
      `renaming share 5f: Cloudflare answered 400: ${path}: invalid (code 1001)`,
    );
  });

  test("a refusal without a reason", () => {
    expect(describeFailure(doing, new ApiError(409, [], undefined)).message).toBe(
      "renaming share 5f: Cloudflare answered 409: without a reason",
    );
  });

  const hintOf = (error: ApiError) => describeFailure(doing, error).message.split("\n")[1];

  test("403 and code 10000: reads work with a token, and no permission to write is promised", () => {
    for (const error of [
      new ApiError(403, [fault(10000, "Authentication error")], "r"),
      new ApiError(400, [fault(10000, "Authentication error")], "r"),
      new ApiError(403, [fault(9109, "Unauthorized to access requested resource")], "r"),
    ]) {
      const hint = hintOf(error);
      expect(hint).toMatch(/^cf-ray r; .*Resource Sharing Read; .*changes.*apiKey and email/);
      expect(hint).not.toContain("Edit");
    }
  });

  test("what is wrong with the credentials", () => {
    const chain = [fault(6111, "Invalid format for Authorization header")];
    const malformed = new ApiError(400, [{ ...fault(6003, "Invalid request headers"), chain }], undefined);
    expect(describeFailure(doing, malformed).message).toMatch(
      /: Invalid request headers \(code 6003\): Invalid format for Authorization header \(code 6111\)\nthe token.* is malformed/,
    );
    expect(hintOf(new ApiError(401, [fault(1000, "Invalid API Token")], undefined))).toMatch(
      /^Cloudflare does not know/,
    );
  });

  test("429 says when to come back; others have no hint", () => {
    expect(hintOf(new ApiError(429, [], undefined))).toContain("five minutes");
    expect(hintOf(new ApiError(400, [fault(1001, "x")], undefined))).toBeUndefined();
  });

  test("something in between answered", () => {
    const by = (status: number, author: Author) => {
      const error = new ApiError(
        status,
        [fault(undefined, "Just a moment...")],
        undefined,
        undefined,
        author,
      );
      return describeFailure(doing, error).message;
    };
    expect(by(407, "proxy")).toMatch(
      /^renaming share 5f: something between this program and Cloudflare answered 407: Just .*\na proxy/,
    );
    expect(by(403, "challenge")).toMatch(
      /: something between this program .* answered 403: .*\na challenge page/,
    );
    expect(by(403, "page")).toMatch(/: Cloudflare answered 403: .*\nthe API does not answer like this/);
  });

  test("a flood of faults is cut by whole characters", () => {
    const flood = Array.from({ length: 1_000 }, () => fault(1001, "💩".repeat(10_000), "/name"));
    const { message } = describeFailure(doing, new ApiError(400, flood, undefined), {
      name: "x ".repeat(5_000),
    });
    expect(message).toMatch(/; and 995 more$/);
    expect(message.length).toBeLessThan(10_000);
    expect(message).not.toMatch(/\p{Cs}/u);
  });

  test("an endless id, address or chain in an error is cut by whole characters", () => {
    const endless = "💩".repeat(500_000);
    const chain = Array.from({ length: 100_000 }, () => fault(1002, "because"));
    for (const error of [
      new BrokenAnswer("malformed", `an id is no id: ${endless}`, 200, endless),
      new ApiError(400, [{ ...fault(1001, "odd"), chain }], endless),
      new Error(endless),
      endless,
    ]) {
      const { message } = describeFailure(`reading share ${endless}`, error);
      expect(message).toMatch(/^reading share 💩+…: /u);
      expect(message.length).toBeLessThan(2_500);
      expect(message).not.toMatch(/\p{Cs}/u);
    }
  });

  test("nothing from outside controls the terminal or a pipeline", () => {
    const evil = "a\u001b[2J\r\n::error::b\u202e\ud83d";
    const errors = [
      new ApiError(400, [fault(1001, evil, `/${evil}`)], evil),
      new BrokenAnswer("redirect", evil, 302, evil),
      new Error(evil),
    ];
    for (const error of errors) {
      const { message } = describeFailure(`renaming ${evil}`, error, { [evil]: evil });
      for (const line of message.split("\n")) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|^\s*::/u);
      expect(message.split("\n").length).toBeLessThanOrEqual(2);
    }
  });

  test("no answer at all, and what nobody expected", () => {
    expect(describeFailure(doing, new BrokenAnswer("timeout", "it did not answer", 502, "ray")).message).toBe(
      "renaming share 5f: it did not answer\ncf-ray ray",
    );
    expect(describeFailure(doing, new Error("odd")).message).toBe("renaming share 5f: odd");
    expect(describeFailure(doing, "text").message).toBe("renaming share 5f: text");
  });

  test("an error that is complete stays as it is, and the cause is kept", () => {
    const complete = new ProviderError("said already");
    expect(describeFailure(doing, complete)).toBe(complete);
    const cause = new ApiError(500, [], undefined);
    expect(describeFailure(doing, cause).cause).toBe(cause);
  });

  test("no stack: the SDK prints it beside the message", () => {
    const error = new ProviderError("two lines at most");
    expect(`${error}: ${error.stack}`).not.toMatch(/\bat .*:\d+/);
    expect(`${error}`).not.toContain("two lines");
    expect(inspect(error)).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test("a message of several lines from the server is folded into one", () => {
    const error = new ApiError(400, [fault(1001, "one\ntwo\r\n  three")], "ray");
    expect(describeFailure(doing, error).message.split("\n")).toHaveLength(2);
  });
});
