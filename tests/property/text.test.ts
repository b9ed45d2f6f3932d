import fc from "fast-check";
import { describeFailure } from "../../provider/api/errors";
import { wellFormed } from "../../provider/base/text";
import { Lookups } from "../../provider/lookup/lookups";
import { run } from "../../sdk/cli/run";
import { localAccount, localOwner } from "../../sdk/local";
import { fakeTerminal } from "../unit/cli/support";
import { inputs, RULESET } from "../unit/support/builders";
import { codePoint } from "../unit/support/codePoint";
import { FakeClock } from "../unit/support/fakeClock";
import {
  type HostileServer,
  type Reply,
  startHostileServer,
  stopHostileServers,
} from "../unit/support/hostileServer";
import { startProcess, TOKEN } from "../unit/support/sharing";

/**
 * The gate for text, tried from the outside: whatever a server answers, every output is well-formed, and whatever is
 * printed is printable besides, and none of its lines is a command to a pipeline's runner.
 */
jest.setTimeout(30 * 60_000);

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
const SHARE = "5".repeat(32);

let reply: Reply = () => undefined;
let server: HostileServer;

beforeAll(async () => {
  process.stdout.write(`text.test.ts: FAST_CHECK_SEED=${seed}\n`);
  server = await startHostileServer((response, request) => reply(response, request));
});
afterAll(stopHostileServers);

const evil = fc.oneof(
  fc.constantFrom(
    "plain",
    "half \ud83d",
    "\udca9\ud83d",
    "\r\n::error file=index.ts,line=1::injected",
    "::stop-commands::resume",
    "\n  ##[error]injected",
    "##vso[task.setvariable variable=a]b",
    "\u001b[2J\u001b]8;;https://example.com\u0007link",
    "\u0000\u0007\b\u007f\u0085\u009b31m\u2028\u202e",
  ),
  fc.string({ unit: codePoint }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
);
const text = fc.array(evil, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("") || "nothing");
const anything = fc.jsonValue({ stringUnit: codePoint });
const orText = (value: string) => fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, text);

const resource = fc.record({
  id: orText("a".repeat(32)),
  resource_id: orText(RULESET),
  resource_type: orText("custom-ruleset"),
  resource_account_id: orText(localOwner),
  resource_version: fc.oneof(fc.constant(1), text),
  status: orText("active"),
  meta: fc.oneof(fc.constant({}), fc.dictionary(text, fc.oneof(text, anything))),
});
const share = fc.record({
  id: orText(SHARE),
  account_id: orText(localOwner),
  account_name: text,
  organization_id: text,
  name: text,
  created: text,
  modified: text,
  status: orText("active"),
  target_type: fc.oneof(fc.constantFrom("account", "organization"), text),
  kind: orText("sent"),
  associating_recipient_count: fc.constantFrom(0, 1),
  resources: fc.array(resource, { maxLength: 3 }),
});
const recipient = fc.record({
  id: text,
  account_id: orText(localAccount(1)),
  association_status: fc.oneof(fc.constantFrom("associated", "associating"), text),
  modified: text,
  resources: fc.array(
    fc.record({
      resource_id: orText(RULESET),
      error: text,
      terminal: fc.boolean(),
      resource_version: fc.nat(),
    }),
    { maxLength: 2 },
  ),
});
const fault = fc.record({
  code: fc.oneof(fc.nat(20_000), text),
  message: text,
  source: fc.record({ pointer: text.map((part) => `/name/${part}`) }),
  error_chain: fc.array(fc.record({ code: fc.nat(), message: text }), { maxLength: 2 }),
});

interface Answers {
  status: number;
  share: unknown;
  recipients: unknown;
  /** In place of an envelope of success. */
  instead: unknown;
  ray: string;
}

const answers: fc.Arbitrary<Answers> = fc.record({
  status: fc.constantFrom(200, 200, 200, 400, 403, 404, 407, 409, 500),
  share: fc.oneof({ weight: 4, arbitrary: share }, anything),
  recipients: fc.oneof({ weight: 4, arbitrary: fc.array(recipient, { maxLength: 3 }) }, anything),
  instead: fc.oneof(
    fc.record({ success: fc.constant(false), errors: fc.array(fc.oneof(fault, text), { maxLength: 8 }) }),
    fc.record({ error: text }),
    text,
    anything,
  ),
  ray: fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((unit) => String.fromCharCode(unit)) }),
});

const answerWith =
  ({ status, share, recipients, instead, ray }: Answers): Reply =>
  (response, { method, url }) => {
    const list = url.includes("excluded-recipients") ? [] : recipients;
    const isShares = method === "GET" && /\/shares\?/.test(url);
    const result = url.includes("recipients") ? list : isShares ? [share] : share;
    const isText = typeof instead === "string";
    const body =
      status === 200 ? JSON.stringify({ success: true, result }) : isText ? instead : JSON.stringify(instead);
    response.writeHead(status, { "cf-ray": ray.trim() || "-" });
    response.end(body);
  };

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const command = /^\s*::|##\w*\[/;

function expectPrintable(printed: string): void {
  for (const line of printed.split("\n")) {
    if (unprintable.test(line) || command.test(line)) throw new Error(`printed: ${JSON.stringify(line)}`);
  }
}

/** JSON.stringify writes half of a pair as an escape, of a text that has it. */
function expectWellFormed(output: unknown): void {
  const json = JSON.stringify(output) ?? "";
  if (/(?<!\\)(\\\\)*\\ud[89a-f]/i.test(json)) throw new Error(`not well-formed: ${json}`);
}

/** What it returns, or its message. */
async function outcome(work: Promise<unknown>): Promise<void> {
  try {
    expectWellFormed(await work);
  } catch (error) {
    const { message, reasons, properties } = error as {
      message: string;
      reasons?: string[];
      properties?: object;
    };
    for (const one of [message, ...(reasons ?? [])]) expectPrintable(one);
    expectPrintable(describeFailure("doing", error).message);
    expectWellFormed({ reasons, properties });
  }
}

/** What the engine hands over is well-formed: other text it can't carry. */
const declared = (name: string) => ({
  ...inputs({ name, timeouts: { create: "3s", update: "3s", delete: "3s" } }),
});

test("of a share's whole life", async () => {
  const property = fc.asyncProperty(answers, text.map(wellFormed), async (given, name) => {
    reply = answerWith(given);
    const { share, said } = startProcess(server, new FakeClock());
    await outcome(share.create(declared(name)));
    await outcome(share.read(SHARE, declared(name)));
    await outcome(share.update(SHARE, declared(name), { ...declared(name), name: `New ${name}` }));
    const { failures } = await share.check({}, { ...declared(name), import: `${localOwner}/${SHARE}` });
    for (const { property, reason } of failures) expectPrintable(`${property}\n${reason}`);
    await outcome(startProcess(server, new FakeClock()).share.delete(SHARE, declared(name)));
    for (const line of said) expectPrintable(line);
    for (const line of said) expect(line).not.toContain("\n");
  });
  await fc.assert(property, { numRuns: 100, seed });
});

test("of the functions and the command line", async () => {
  const env = {
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_BASE_URL: server.url,
    CLOUDFLARE_ACCOUNT_ID: localOwner,
  };
  const config = { get: () => undefined };
  // Only what is not sent again: the command line has a real clock.
  const quick = answers.map((given) => ({ ...given, status: given.status === 500 ? 400 : given.status }));
  const wellShaped = fc.record({ share, recipients: fc.array(recipient, { maxLength: 3 }) });
  const property = fc.asyncProperty(quick, wellShaped, async (given, shaped) => {
    reply = answerWith(given);
    const lookups = new Lookups({ clock: new FakeClock(), env });
    await outcome(lookups.getShares({}, config));
    await outcome(lookups.getShare({ shareId: SHARE }, config));
    await outcome(lookups.getShareRecipients({ shareId: SHARE }, config));
    reply = answerWith({
      ...given,
      ...shaped,
      share: { ...shaped.share, id: SHARE, account_id: localOwner, kind: "sent" },
    });
    for (const args of [
      ["list"],
      ["list", "--json"],
      ["show", SHARE],
      ["show", SHARE, "--json"],
      ["import", SHARE],
    ]) {
      const { terminal, written } = fakeTerminal({ env });
      await run(args, terminal);
      expectPrintable(written.stdout);
      expectPrintable(written.stderr);
      if (args.includes("--json") && written.stdout) expectWellFormed(JSON.parse(written.stdout));
    }
  });
  await fc.assert(property, { numRuns: 60, seed });
});
