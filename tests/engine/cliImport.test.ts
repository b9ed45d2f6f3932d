import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type LocalCloudflare,
  localAccount,
  localOwner,
  type ResourceByHand,
  startLocalCloudflare,
} from "../../sdk/local";
import { settingsOf } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

const run = promisify(execFile);
const shareCount = 70;
const resourceTypes = [
  "custom-ruleset",
  "gateway-policy",
  "gateway-destination-ip",
  "gateway-block-page-settings",
  "idp-federation-grant",
] as const;
/** Each comes up several times. */
const names = [
  "My Shared WAF Managed Rule",
  `Quotes " and ' and \` and \${process.exit(1)} and \\`,
  "Line\nbreak\r\nand\ttab",
  "Line\u2028and\u2029paragraph separators",
  "*/ }); process.exit(1); //",
  "Zürich: Größe № 1",
  "防火墙 规则",
  "🚀👩‍👩‍👧‍👦",
  "\u202etxt.esrever\u0007",
  "__proto__",
  "a".repeat(200),
];

function makeEstate({ dashboard }: LocalCloudflare): void {
  // Deliveries that never end are no difference from what is declared, and must not hold an import up.
  dashboard.refuseDelivery({ accountId: localAccount(120), error: "no plan", terminal: true });
  for (let i = 0; i < shareCount; i++) {
    const resources = Array.from(
      { length: 1 + (i % 5) },
      (_, k): ResourceByHand => ({
        resourceType: resourceTypes[(i + k) % 5] ?? "custom-ruleset",
        resourceId: (i * 10 + k).toString(16).padStart(32, "d"),
        ...(k === 1 ? { resourceAccountId: localAccount(290) } : {}),
        ...(k === 2 ? { meta: { 'odd "key"': ["a\nb", { deep: null }], mode: "log" } } : {}),
      }),
    );
    const toOrganization = i % 10 === 9;
    dashboard.createShare({
      accountId: localOwner,
      name: i % 2 === 0 ? (names[i % names.length] ?? "") : `Policies of team ${i}`,
      recipients: toOrganization
        ? "organization"
        : Array.from({ length: 1 + (i % 70) }, (_, k) => localAccount(1 + k + i)),
      resources,
      ...(toOrganization && i % 20 === 9 ? { excluded: [localAccount(7), localAccount(8)] } : {}),
    });
  }
  // What stays listed and is in no program: a recipient and a resource that were taken out, a deleted share.
  const [first, second, third] = dashboard.shares(localOwner).filter((one) => one.recipients.length > 2);
  dashboard.removeRecipient(first?.id ?? "", first?.recipients[0]?.account_id ?? "");
  const extra = dashboard.addResource(second?.id ?? "", { resourceId: "e".repeat(32) });
  dashboard.removeResource(second?.id ?? "", extra.id);
  dashboard.deleteShare(third?.id ?? "");
}

/** Else the CLI writes all the shares after each of them, which is most of what it does here. */
const writeStateOnce = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

let cloudflare: LocalCloudflare;
beforeAll(async () => {
  // All runs of this test together make more requests than Cloudflare's limit for five minutes.
  const rateLimit = { requests: 3_000, windowMs: 300_000, lockoutMs: 300_000 };
  cloudflare = await startLocalCloudflare({ transitionMs: 0, rateLimit });
  makeEstate(cloudflare);
});
afterAll(() => cloudflare.close());

/** The installed package's command, as `npx` runs it. */
function installedCli(stack: TestStack, ...args: string[]) {
  const bin = join(stack.folder, "..", "node_modules/.bin/pulumi-cloudflare-sharing");
  const env = { ...process.env, ...stack.env, CLOUDFLARE_ACCOUNT_ID: localOwner };
  return run(bin, args, { cwd: stack.folder, env });
}

test("import writes a program for 69 shares that pulumi takes over without a change", async () => {
  const settings = { ...settingsOf(cloudflare), ...writeStateOnce };
  // The command writes TypeScript, whose types the first run checks.
  const stack = await TestStack.open({ shares: [] }, settings, { ownProcess: "first" });
  await rm(join(stack.folder, "index.js"));
  await writeFile(join(stack.folder, "package.json"), JSON.stringify({ name: "estate", main: "index.ts" }));
  const before = cloudflare.dashboard.shares();
  const active = before.filter((share) => share.status === "active").map((share) => share.id);
  expect(active).toHaveLength(shareCount - 1);

  const { stdout, stderr } = await installedCli(stack, "import", "--out", "index.ts");
  // On a slow machine it tells its progress there.
  expect(stderr.replace(/^(listing the shares …|reading shares: \d+ of \d+)\n/gm, "")).toBe("");
  expect(stdout).toBe("index.ts declares 69 shares: `pulumi up` takes them over unchanged.\n");

  const preview = await stack.preview();
  expect({ ok: preview.ok, output: preview.ok ? "" : preview.output }).toEqual({ ok: true, output: "" });
  expect(preview.operations).toEqual({ create: shareCount - 1 });

  const up = await stack.up();
  expect({ ok: up.ok, output: up.ok ? "" : up.output }).toEqual({ ok: true, output: "" });
  expect((await stack.resources()).map(({ id }) => id).sort()).toEqual([...active].sort());
  expect(writes(cloudflare.requests)).toEqual([]);
  expect(cloudflare.dashboard.shares()).toEqual(before);

  cloudflare.clearRequests();
  expect((await stack.up()).operations).toEqual({ same: shareCount - 1 });
  const file = join(stack.folder, "index.ts");
  const text = await readFile(file, "utf8");
  const option = /^ {2}\{ import: .*\n/gm;
  expect(text.match(option)).toHaveLength(shareCount - 1);
  await writeFile(file, text.replace(option, ""));
  expect((await stack.up()).operations).toEqual({ same: shareCount - 1 });
  expect(cloudflare.requests).toEqual([]);

  // A refresh finds nothing that differs from what was declared; the stack itself counts as one.
  const refreshed = await stack.refresh();
  expect(refreshed.output).toContain(`${shareCount} unchanged`);
});
