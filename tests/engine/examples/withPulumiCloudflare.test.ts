import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type LocalCloudflare,
  localAccount,
  localOwner,
  outsideAccount,
  startLocalCloudflare,
} from "../../../sdk/local";
import { accounts, Example, liveShares } from "./example";

const mocks = "registerWithMocks.js";
const plugin = "cloudflarePlugin.js";
const tsc = join(__dirname, "../../../node_modules/typescript/bin/tsc");

let cloudflare: LocalCloudflare;
let example: Example;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
  example = await Example.open("with-pulumi-cloudflare", {
    cloudflare,
    config: { "cloudflare-sharing:accountId": localOwner, recipientAccountIds: accounts(1, 2) },
    packages: ["@pulumi/cloudflare"],
  });
  for (const file of [mocks, plugin]) await cp(join(__dirname, file), join(example.folder, file));
  await installPlugin();
});
afterAll(() => cloudflare.close());

/** Where `pulumi plugin install` would put the real one. */
async function installPlugin(): Promise<void> {
  const manifest = join(example.folder, "node_modules/@pulumi/cloudflare/package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  const folder = join(example.folder, `.home/plugins/resource-cloudflare-v${version}`);
  await mkdir(folder, { recursive: true });
  const script = `#!/bin/sh\nexec "${process.execPath}" "${join(example.folder, plugin)}" "$@"\n`;
  await writeFile(join(folder, "pulumi-resource-cloudflare"), script, { mode: 0o755 });
}

/** Runs with all output; an exit code other than 0 is part of the result. */
function node(...args: string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: example.folder }, (error, stdout, stderr) =>
      resolve({ ok: !error, output: stdout + stderr }),
    );
  });
}

/** The program against the types of both packages, then its JavaScript. */
const compile = () => node(tsc, "-p", ".", "--noEmit", "false");

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** What the program registers and exports, seen by Pulumi's mocks. */
async function register(mode: "preview" | "up") {
  const config = {
    "cloudflare-sharing:accountId": localOwner,
    "with-pulumi-cloudflare:blockedPath": "/wp-login.php",
    "with-pulumi-cloudflare:recipientAccountIds": JSON.stringify(accounts(1, 2)),
  };
  const { ok, output } = await node(mocks, mode, JSON.stringify(config));
  if (!ok) throw new Error(output);
  const registered = JSON.parse(output) as { resources: Registered[]; outputs: Record<string, unknown> };
  const [ruleset, share, ...others] = registered.resources;
  expect(others).toEqual([]);
  return { ruleset, share, outputs: registered.outputs };
}

const ruleset = {
  type: "cloudflare:index/ruleset:Ruleset",
  name: "waf-baseline",
  inputs: {
    accountId: localOwner,
    name: "WAF baseline",
    kind: "custom",
    phase: "http_request_firewall_custom",
    rules: [
      { ref: "blocked-path", action: "block", expression: '(http.request.uri.path eq "/wp-login.php")' },
    ],
  },
};

test("fits the types of both packages", async () => {
  expect(await compile()).toEqual({ ok: true, output: "" });
});

test("with mocks, preview: the ruleset, and a share of it whose ruleset id is not known yet", async () => {
  const { ruleset: first, share, outputs } = await register("preview");
  expect(first).toEqual(ruleset);
  expect(share).toMatchObject({
    type: "pulumi-nodejs:dynamic/cloudflare-sharing:Share",
    name: "waf-baseline",
    inputs: {
      accountId: localOwner,
      name: "WAF baseline",
      recipients: [{ recipientAccountId: localAccount(1) }, { recipientAccountId: localAccount(2) }],
      resources: [{ resourceType: "custom-ruleset", resourceId: "unknown" }],
    },
  });
  expect(outputs).toEqual({ rulesetId: "unknown", shareId: "unknown" });
});

test("with mocks, up: the share gets the ruleset's id", async () => {
  const { share, outputs } = await register("up");
  expect(share?.inputs.resources).toEqual([
    { resourceType: "custom-ruleset", resourceId: "id of cloudflare:index/ruleset:Ruleset waf-baseline" },
  ]);
  expect(outputs).toEqual({
    rulesetId: "id of cloudflare:index/ruleset:Ruleset waf-baseline",
    shareId: "id of pulumi-nodejs:dynamic/cloudflare-sharing:Share waf-baseline",
  });
});

const live = () => liveShares(cloudflare.dashboard);
let shareId: string;

test("up makes the ruleset and shares it by its id; a second up changes nothing", async () => {
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: true, operations: { create: 2 }, requests: 0 });
  expect(await example.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  const outputs = await example.outputs();
  shareId = String(outputs.shareId);
  expect(live()).toMatchObject([
    { id: shareId, accounts: accounts(1, 2), resources: [`custom-ruleset ${outputs.rulesetId}`] },
  ]);
  expect(await example.up()).toMatchObject({ ok: true, operations: { same: 2 }, requests: 0 });
});

test("update: another path changes the ruleset alone", async () => {
  await example.configure({ blockedPath: "/xmlrpc.php" });
  expect(await example.up()).toMatchObject({ ok: true, operations: { update: 1, same: 1 }, requests: 0 });
});

test("update: another account changes the share alone, in place by one request", async () => {
  await example.configure({ recipientAccountIds: accounts(1, 2, 3) });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { update: 1, same: 1 },
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3) }]);
});

test("replace: a ruleset of another phase is a new one; the share stays and takes it before the old one goes", async () => {
  const before = (await example.outputs()).rulesetId;
  await example.edit("http_request_firewall_custom", "http_ratelimit");
  const { written, ...up } = await example.up();
  expect(up).toMatchObject({
    ok: true,
    operations: { "create-replacement": 1, replace: 1, update: 1, "delete-replaced": 1 },
  });
  const resources = `/accounts/${localOwner}/shares/${shareId}/resources`;
  expect(written).toEqual([`POST ${resources}`, expect.stringContaining(`DELETE ${resources}/`)]);
  const { rulesetId } = await example.outputs();
  expect(rulesetId).not.toBe(before);
  expect(live()).toMatchObject([{ id: shareId, resources: [`custom-ruleset ${rulesetId}`] }]);
});

test("fail: an account of another organization is refused and named, and the share stays as it was", async () => {
  const before = live();
  await example.configure({ recipientAccountIds: [...accounts(1, 2, 3), outsideAccount(1)] });
  const up = await example.up();
  expect(up).toMatchObject({ ok: false, operations: { update: 1, same: 1 } });
  expect(up.output).toContain("recipients[3].recipientAccountId");
  expect(live()).toEqual(before);
});

test("destroy deletes the share before the ruleset", async () => {
  const destroyed = await example.destroy();
  expect(destroyed).toMatchObject({ ok: true, operations: { delete: 2 } });
  expect(live()).toEqual([]);
});

test("fail: without the owner's account the preview fails and names what is missing", async () => {
  await example.configure({ "cloudflare-sharing:accountId": undefined });
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: false, requests: 0 });
  expect(preview.output).toContain("'cloudflare-sharing:accountId'");
});

test("fail: a misspelt argument does not compile", async () => {
  await example.edit("resourceId: ruleset.id", "resourceID: ruleset.id");
  const { ok, output } = await compile();
  expect(ok).toBe(false);
  expect(output).toContain("resourceID");
});
