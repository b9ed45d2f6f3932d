import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type LocalCloudflare,
  type LocalCloudflareOptions,
  localAccount,
  localOrganization,
  localOwner,
  type ShareWire,
  startLocalCloudflare,
} from "../../sdk/local";
import { rulesetId } from "../engine/declarations";
import { certificate, key } from "../unit/local/selfSigned";
import { type Behaviour, type Front, refusal, startFront } from "./front";

const root = join(__dirname, "../..");
const token = "a-token-that-nobody-may-see";
const leftoverName = "pulumi-cloudflare-sharing live check 2026-01-02 0123abcd";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sharing-live-check-"));
  writeFileSync(join(folder, "certificate.pem"), certificate);
});

let cloudflare: LocalCloudflare;
let front: Front | undefined;
afterEach(async () => {
  await front?.close();
  front = undefined;
  await cloudflare.close();
});

async function start(options: LocalCloudflareOptions): Promise<void> {
  cloudflare = await startLocalCloudflare({ tokens: { [token]: {} }, ...options });
}

async function startDiffering(behave: Behaviour): Promise<void> {
  await start({ transitionMs: 0 });
  front = await startFront(new URL(cloudflare.url).origin, behave);
}

const settings = (): Record<string, string> => ({
  CLOUDFLARE_BASE_URL: front ? `${front.url}/client/v4` : cloudflare.url,
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_ACCOUNT_ID: localOwner,
  SHARING_LIVE_RECIPIENT: localAccount(1),
  SHARING_LIVE_RULESET: rulesetId,
});

interface Ended {
  code: number | null;
  output: string;
}

/** The command of `npm run test:live`, with the certificate trusted and nothing else of Cloudflare in its environment. */
function liveCheck(
  env: Record<string, string>,
  args: string[] = [],
): { child: ChildProcess; ended: Promise<Ended> } {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(CLOUDFLARE|SHARING_LIVE)_/.test(name));
  const child = spawn(process.execPath, ["--import", "tsx", "tests/live/main.ts", ...args], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
  return { child, ended: ended.then(withoutToken) };
}

function withoutToken(result: Ended): Ended {
  expect(result.output).not.toContain(token);
  return result;
}

const live = () => cloudflare.dashboard.shares().filter(({ status }) => status !== "deleted");

/** The line of each step, without the time; what is asked at the same time in one order. */
const stepLines = (output: string) =>
  (output.match(/^\S.{13}(ok|FAILED|left out) .*/gm) ?? []).map((line) =>
    line
      .replace(/ +\d+\.\d s {2}/, " | ")
      .replace(/((?:\d × )?GET recipients), ((?:\d × )?GET share)\b(?!s)/, "$2, $1"),
  );

const update = (name: string, put: string) =>
  `${name.padEnd(14)}ok | 5 requests: 2 × GET share, 2 × GET recipients, ${put}`;
const theRest = [
  "refresh       ok | 2 requests: GET share, GET recipients",
  "import        ok | 6 requests: 3 × GET share, 3 × GET recipients",
  "destroy       ok | 1 request: DELETE share",
];

test("with key and e-mail, where the account is named after the address: it passes all the same", async () => {
  const [email, apiKey] = ["jane@acme.example", "a-key-that-nobody-may-see"];
  const { accounts, ...organization } = localOrganization(3);
  const named = accounts.map((one) => (one.id === localOwner ? { ...one, name: `${email}'s Account` } : one));
  await start({
    transitionMs: 0,
    tokens: {},
    apiKeys: { [email]: apiKey },
    organization: { ...organization, accounts: named },
  });
  const { CLOUDFLARE_API_TOKEN: _, ...rest } = settings();
  const env = { ...rest, CLOUDFLARE_EMAIL: email, CLOUDFLARE_API_KEY: apiKey };
  const { code, output } = await liveCheck(env).ended;
  expect({ code, output }).toEqual({ code: 0, output });
  expect(output).toContain("6 steps ok, 0 failed, 2 left out; 0 differences from the contract");
  expect(output).not.toContain(apiKey);
  expect(live()).toEqual([]);
});

test("over https with a certificate of its own: every step passes, nothing differs, nothing is left", async () => {
  await start({ transitionMs: 0, https: { key, cert: certificate } });
  const { id: leftover } = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: leftoverName,
    recipients: [localAccount(9)],
    resources: [{ resourceId: "f".repeat(32) }],
  });
  const { code, output } = await liveCheck({
    ...settings(),
    SHARING_LIVE_SECOND_RECIPIENT: localAccount(2),
  }).ended;
  expect({ code, output }).toEqual({ code: 0, output });
  expect(output).toContain(`${leftover}  "${leftoverName}"`);
  expect(stepLines(output)).toEqual([
    "create        ok | 4 requests: GET shares, POST shares, GET share, GET recipients",
    "up again      ok | 0 requests",
    update("+1 recipient", "PUT recipients"),
    update("-1 recipient", "PUT recipients"),
    update("meta", "PUT resource"),
    ...theRest,
  ]);
  expect(output).toContain("clean up      nothing is left");
  expect(output).toMatch(/^\d\d answers compared with the contract: 0 differences$/m);
  expect(output).toContain(
    "live check passed: 8 steps ok, 0 failed, 0 left out; 0 differences from the contract",
  );
  expect(live().map((one) => one.id)).toEqual([leftover]);
  expect(cloudflare.dashboard.shares()).toHaveLength(2);
});

/** Answers that the provider can live with, and the contract doesn't know. */
const differing: Behaviour = async ({ method, path }, forward) => {
  if (method === "PUT" && path.includes("/resources/")) return refusal(400, 1001, "this meta is not taken");
  const answer = await forward();
  const { result } = (answer.json ?? {}) as { result?: Partial<ShareWire> & { plan?: unknown } };
  if (method === "GET" && /\/shares\/\w+$/.test(path) && result) {
    Object.assign(result, { plan: { [localOwner]: "enterprise" }, kind: "mirrored", modified: null });
    for (const resource of result.resources ?? []) Object.assign(resource, { meta: "{}", [localOwner]: 1 });
  }
  if (method === "POST" && result) {
    answer.status = 200;
    delete result.account_name;
  }
  if (path.endsWith("/recipients")) delete answer.headers["ratelimit-policy"];
  return answer;
};

test("answers that differ are named to the letter, and a refused step keeps no other from being tried", async () => {
  await startDiffering(differing);
  const { code, output } = await liveCheck(settings()).ended;
  expect(stepLines(output)).toEqual([
    "create        ok | 4 requests: GET shares, POST shares, GET share, GET recipients",
    "up again      ok | 0 requests",
    "+1 recipient  left out SHARING_LIVE_SECOND_RECIPIENT is not set",
    "-1 recipient  left out SHARING_LIVE_SECOND_RECIPIENT is not set",
    "meta          FAILED | 3 requests: GET share, GET recipients, PUT resource",
    ...theRest,
  ]);
  expect(output).toContain("this meta is not taken (code 1001)");
  const [, told = ""] = output.split(/\d+ answers compared with the contract: 11 differences\n/);
  const meta = "PUT /accounts/{id}/shares/{id}/resources/{id} (400)";
  // How often a wait asks is a matter of time; that all the answers differ is not.
  const lines = told.split("\n\n")[0]?.replace(/\((\d+) of \1 answers\)/g, "(all answers)");
  expect(lines?.split("\n  ")).toEqual([
    "  GET /accounts/{id}/shares/{id}/recipients: header Ratelimit-Policy is missing (all answers)",
    'GET /accounts/{id}/shares/{id}: result.kind is "mirrored", which is not in the contract (all answers)',
    "GET /accounts/{id}/shares/{id}: result.modified is null, not string (all answers)",
    "GET /accounts/{id}/shares/{id}: result.plan (object) is not in the contract (all answers)",
    "GET /accounts/{id}/shares/{id}: result.resources[].meta is string, not object (all answers)",
    "GET /accounts/{id}/shares/{id}: result.resources[].{key} (number) is not in the contract (all answers)",
    "POST /accounts/{id}/shares: result.account_name is missing (all answers)",
    "POST /accounts/{id}/shares: the status is 200, not 201 (all answers)",
    `${meta}: header Ratelimit is missing (all answers)`,
    `${meta}: header Ratelimit-Policy is missing (all answers)`,
    `${meta}: header cf-ray is missing (all answers)`,
  ]);
  expect({ code, live: live() }).toEqual({ code: 1, live: [] });
});

test("what can't be removed is named with the way to remove it; --sweep removes it, and nothing else", async () => {
  let isRefusing = true;
  await startDiffering(async ({ method }, forward) =>
    method === "DELETE" && isRefusing ? refusal(403, 10_000, "Authentication error") : forward(),
  );
  cloudflare.dashboard.refuseDelivery({
    accountId: localAccount(1),
    error: "no plan for it",
    terminal: true,
  });
  const { id: foreign } = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "pulumi-cloudflare-sharing live check, a copy by hand",
    recipients: [localAccount(9)],
    resources: [{ resourceId: "f".repeat(32) }],
  });
  const failed = await liveCheck(settings()).ended;
  const [left] = live().filter(({ id }) => id !== foreign);
  expect(failed.code).toBe(1);
  expect(failed.output).toMatch(/^create +FAILED/m);
  expect(failed.output).toContain("no plan for it");
  expect(failed.output).toMatch(/^destroy +FAILED/m);
  expect(failed.output).toContain(
    `share ${left?.id} is still there. Remove it by\n  npm run test:live -- --sweep\n`,
  );
  expect(failed.output).toContain(
    `-X DELETE "${front?.url}/client/v4/accounts/$CLOUDFLARE_ACCOUNT_ID/shares/${left?.id}"`,
  );

  isRefusing = false;
  const swept = await liveCheck({ ...settings(), SHARING_LIVE_RULESET: "" }, ["--sweep"]).ended;
  expect(swept).toEqual({ code: 0, output: `removed share ${left?.id}\nsweep: 1 leftover, 1 removed\n` });
  expect(live().map(({ id }) => id)).toEqual([foreign]);
});

test("SIGTERM while the share is being made, and of the POST no answer: the share is found by its name and removed", async () => {
  const isMade = new EventEmitter();
  await startDiffering(async ({ method, path }, forward) => {
    // The first look at the share comes after the POST.
    if (method === "GET" && /\/shares\/\w+$/.test(path)) isMade.emit("made");
    const answer = await forward();
    return method === "POST" ? undefined : answer;
  });
  cloudflare.dashboard.setTransitionMs(600_000);
  const { child, ended } = liveCheck(settings());
  await once(isMade, "made");
  const [made] = live();
  cloudflare.dashboard.setTransitionMs(0);
  child.kill("SIGTERM");
  const { code, output } = await ended;
  expect({ code, output }).toEqual({ code: 143, output });
  expect(output).toContain("interrupted (SIGTERM)");
  expect(cloudflare.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  expect(output).toContain(`removed share ${made?.id} by the API`);
  expect(output).toMatch(/^live check interrupted: 0 steps ok, 1 failed, 1 left out/m);
  expect(live()).toEqual([]);
});

test("missing and wrong variables are named all at once, and nothing is sent", async () => {
  await start({});
  const env = { CLOUDFLARE_BASE_URL: cloudflare.url, SHARING_LIVE_RECIPIENT: "acme" };
  expect(await liveCheck(env).ended).toEqual({
    code: 2,
    output: [
      "The live check needs these environment variables:",
      "  CLOUDFLARE_API_TOKEN          an API token that may change shares of that account, or CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL",
      "  CLOUDFLARE_ACCOUNT_ID         the account that shares, on an Enterprise plan",
      "  SHARING_LIVE_RULESET          the id of a custom ruleset of the account that shares",
      "  SHARING_LIVE_RECIPIENT        is set, and is no account id (32 hexadecimal digits)",
      "Optional:",
      "  SHARING_LIVE_SECOND_RECIPIENT one more such account, to be added and removed",
      "Nothing was sent. docs/live-check.md says more.",
      "",
    ].join("\n"),
  });
  expect(cloudflare.requests).toEqual([]);
});
