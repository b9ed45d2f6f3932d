import { localOwner } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, settingsOf } from "../declarations";
import { active, cloudflare, count, freshCloudflare, hangAt, table } from "../kill/killing";
import { commandLine, kill } from "../processTree";
import { type YamlProgram, YamlStack } from "./yamlStack";

beforeEach(freshCloudflare);

const program = (args: object = {}): YamlProgram => ({
  resources: {
    baseline: {
      type: "cloudflare-sharing:Share",
      properties: {
        accountId: localOwner,
        name: "Baseline",
        recipients: accounts(1, 3),
        resources: [ruleset()],
        ...args,
      },
    },
  },
});

const ofPlugin = (pid: number) => /cloudflare-sharing\/dist\/provider\/plugin/.test(commandLine(pid));

/** Kills the engine alone when its run hangs: the plugin, with a request under way, must end by itself. */
async function killEngineAt(stack: YamlStack, operation: string, skip: number, committed: boolean) {
  const { pid, started, exited, request } = await hangAt(stack, skip, committed);
  const plugins = started.filter(ofPlugin);
  expect(plugins).not.toEqual([]);
  kill([pid]);
  await exited;
  while (plugins.some(ofPlugin)) await new Promise((resolve) => setTimeout(resolve, 5));
  kill(started.filter((one) => commandLine(one).includes("pulumi-language-yaml")));
  cloudflare.faults.clear();
  await stack.unlock();
  table.push({ operation, victims: "engine", request, live: count(active()), nextUp: "" });
  return { live: active().map(({ id }) => id), inState: await idsIn(stack) };
}

const idsIn = async (stack: YamlStack) => (await stack.shares()).map(({ id }) => id);

async function nextUp(stack: YamlStack) {
  const run = await stack.up();
  const row = table.at(-1);
  if (row) row.nextUp = `${run.ok ? JSON.stringify(run.operations) : "refused"}; then ${count(active())}`;
  return run;
}

test("the engine killed in a create, an update and a delete: no process is left, nothing is lost or doubled", async () => {
  const stack = await YamlStack.open(program(), settingsOf(cloudflare), "local-token");
  // Its requests: the guard's listing, the POST, the poll, the recipients.
  expect(await killEngineAt(stack, "create", 0, false)).toEqual({ live: [], inState: [] });
  const created = await killEngineAt(stack, "create", 1, true);
  expect(created).toEqual({ live: [expect.any(String)], inState: [] });
  const { live } = created;
  const refused = await nextUp(stack);
  expect(refused.ok).toBe(false);
  expect(refused.output).toContain(`share ${live[0]} (`);
  expect(refused.output).toContain("has the same name, recipients and resources");
  await stack.declare(program({ onDuplicate: "adopt" }));
  expect(await killEngineAt(stack, "adopt", 3, false)).toEqual({ live, inState: [] });
  expect(await nextUp(stack)).toMatchObject({ ok: true, operations: { create: 1 } });
  expect([active().map(({ id }) => id), await idsIn(stack)]).toEqual([live, live]);

  const changed = { name: "Renamed", recipients: accounts(2, 4), resources: [ruleset(otherRulesetId)] };
  await stack.declare(program({ ...changed, onDuplicate: "adopt" }));
  // The live read (2), name, recipients, a resource added, one removed, the poll, the recipients.
  for (const [skip, committed] of [
    [0, false],
    [2, true],
    [3, false],
    [5, true],
  ] as const)
    expect(await killEngineAt(stack, "update", skip, committed)).toEqual({ live, inState: live });
  expect(await nextUp(stack)).toMatchObject({ ok: true, operations: { update: 1 } });
  const [share] = active();
  const members = share?.recipients.filter((one) => one.association_status === "associated");
  expect(members?.map((one) => one.account_id).sort()).toEqual(
    accounts(2, 4).map((one) => one.recipientAccountId),
  );
  const shared = share?.resources.filter((one) => one.status === "active");
  expect([share?.name, shared?.map((one) => one.resource_id)]).toEqual(["Renamed", [otherRulesetId]]);
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(cloudflare.requests).toEqual([]);

  await stack.declare({ resources: {} });
  expect(await killEngineAt(stack, "delete", 0, false)).toEqual({ live, inState: live });
  expect(await killEngineAt(stack, "delete", 0, true)).toEqual({ live: [], inState: live });
  expect(await nextUp(stack)).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect([active(), await idsIn(stack)]).toEqual([[], []]);
});
