import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, settingsOf, share } from "./declarations";
import { commandLine, descendants, kill, until } from "./processTree";
import { TestStack } from "./stack";

type Victims = "engine and provider" | "provider";

interface Row {
  operation: string;
  victims: Victims;
  request: string;
  live: string;
  nextUp: string;
}

const table: Row[] = [];
afterAll(() => {
  const line = (row: Row) =>
    `${row.operation.padEnd(8)}${row.victims.padEnd(21)}${row.request.padEnd(52)}${row.live.padEnd(18)}${row.nextUp}`;
  const head = line({
    operation: "killed",
    victims: "killed:" as Victims,
    request: "at the request",
    live: "live then",
    nextUp: "what the next up does",
  });
  process.stdout.write(`\n${[head, ...table.map(line)].join("\n")}\n\n`);
});

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

const open = (args: Record<string, unknown> = {}) =>
  TestStack.open({ shares: [share(args)] }, settingsOf(cloudflare));

/** Runs up until the request hangs (before it is carried out, or after), and kills. Returns that request. */
async function killAt(stack: TestStack, skip: number, committed: boolean, victims: Victims): Promise<string> {
  cloudflare.clearRequests();
  cloudflare.faults.add({ fault: committed ? "never-after" : "never", skip });
  const child = stack.startUp();
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const hanging = () => cloudflare.requests.find((one) => one.fault !== undefined);
  // The body is read before the request is carried out, and both happen in one turn of the event loop.
  const isThere = () => {
    const request = hanging();
    if (request?.method === "DELETE") return !committed || isResourceLeaving();
    return request?.method === "GET" || request?.body !== undefined;
  };
  await until(isThere, child);
  const pid = child.pid ?? 0;
  const started = descendants(pid);
  const providers = started.filter((one) => commandLine(one).includes("dynamic-provider"));
  expect(providers.length).toBeGreaterThan(0);
  kill(victims === "provider" ? providers : [pid, ...started]);
  await exited;
  cloudflare.faults.clear();
  if (victims !== "provider") await stack.unlock();
  const request = hanging();
  const path = request?.path.replace(localOwner, "A").replace(/[0-9a-f]{32}/g, "*");
  return `${request?.method} ${path}${committed ? ", committed" : ""}`;
}

const isResourceLeaving = () =>
  active().some((one) => one.resources.some(({ status }) => status !== "active"));
const active = () => cloudflare.dashboard.shares(localOwner).filter((one) => one.status === "active");
const count = (shares: unknown[]) => `${shares.length} ${shares.length === 1 ? "share" : "shares"}`;

// The requests of a create: the guard's listing, the POST, the poll, the recipients.
const createCells: [number, boolean, Victims][] = [
  [0, false, "engine and provider"],
  [1, false, "engine and provider"],
  [1, true, "engine and provider"],
  [2, false, "engine and provider"],
  [3, false, "engine and provider"],
  [0, false, "provider"],
  [1, false, "provider"],
  [1, true, "provider"],
  [2, false, "provider"],
  [3, false, "provider"],
];

test.each(createCells)(
  "killed at request %d of a create (committed: %s), %s",
  async (skip, committed, victims) => {
    const stack = await open();
    const request = await killAt(stack, skip, committed, victims);
    const left = active();
    expect(left).toHaveLength(skip > 1 || committed ? 1 : 0);
    expect(await stack.resources()).toEqual([]);
    const said: string[] = [];
    if (left[0]) {
      const refused = await stack.up();
      expect(refused.ok).toBe(false);
      expect(refused.output).toMatch(
        new RegExp(`share ${left[0].id} \\(.* old\\) has the same name, recipients and resources`),
      );
      expect(refused.output).toContain('onDuplicate: "adopt"');
      said.push("fail: names the leftover");
      await stack.declare({ shares: [share({ onDuplicate: "adopt" })] });
    }
    const next = await stack.up();
    expect(next).toMatchObject({ ok: true, operations: { create: 1 } });
    said.push(left[0] ? "adopt: takes it over" : "creates it");
    expect(active()).toHaveLength(1);
    expect((await stack.resources()).map((one) => one.id)).toEqual(active().map((one) => one.id));
    if (left[0]) expect(active()[0]?.id).toBe(left[0].id);
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
    expect(cloudflare.requests).toHaveLength(0);
    table.push({
      operation: "create",
      victims,
      request,
      live: count(left),
      nextUp: `${said.join("; ")}; then 1 share`,
    });
  },
);

test('killed after the POST was committed, then onDuplicate: "create": a second share, as asked for', async () => {
  const stack = await open();
  const request = await killAt(stack, 1, true, "engine and provider");
  await stack.declare({ shares: [share({ onDuplicate: "create" })] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(active()).toHaveLength(2);
  table.push({
    operation: "create",
    victims: "engine and provider",
    request,
    live: "1 share",
    nextUp: "create: makes a second; then 2 shares",
  });
});

const changed = {
  name: "Baseline, renamed",
  recipients: accounts(2, 4),
  resources: [ruleset(undefined, { mode: "log" }), ruleset(otherRulesetId)],
};
const stays = "0".repeat(31);
// The live read (2), name, recipients, a resource added, meta, a resource removed, the poll, the recipients.
const updateCells: [number, boolean, Victims][] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((skip): [number, boolean, Victims] => [
    skip,
    false,
    "engine and provider",
  ]),
  ...[2, 3, 4, 5, 6].map((skip): [number, boolean, Victims] => [skip, true, "engine and provider"]),
  ...[0, 3, 6, 8].map((skip): [number, boolean, Victims] => [skip, false, "provider"]),
];

test.each(updateCells)(
  "killed at request %d of an update (committed: %s), %s",
  async (skip, committed, victims) => {
    const stack = await open({ resources: [ruleset(), ruleset(`${stays}1`)] });
    expect(await stack.up()).toMatchObject({ ok: true });
    const [before] = await stack.resources();
    await stack.declare({ shares: [share(changed)] });
    const request = await killAt(stack, skip, committed, victims);
    expect(active().map((one) => one.id)).toEqual([before?.id]);
    expect((await stack.resources()).map((one) => one.id)).toEqual([before?.id]);

    const next = await stack.up();
    expect(next).toMatchObject({ ok: true, operations: { update: 1 } });
    const [live] = active();
    expect(live?.name).toBe("Baseline, renamed");
    const members = live?.recipients
      .filter((one) => one.association_status === "associated")
      .map((one) => one.account_id);
    expect(members?.sort()).toEqual([2, 3, 4].map(localAccount));
    const shared = live?.resources
      .filter((one) => one.status === "active")
      .map((one) => [one.resource_id, one.meta]);
    expect(shared).toEqual([
      [ruleset().resourceId, { mode: "log" }],
      [otherRulesetId, {}],
    ]);
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
    expect(cloudflare.requests).toHaveLength(0);
    table.push({
      operation: "update",
      victims,
      request,
      live: "1 share",
      nextUp: "finishes the update; then 1 share",
    });
  },
);
