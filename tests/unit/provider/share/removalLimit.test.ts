import type { Limit } from "../../../../provider/base/limit";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { localAccount, localOrganizationId, localOwner } from "../../../../sdk/local";
import { to } from "../../support/builders";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  type Process,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

let sharing: Sharing;
beforeEach(async () => {
  sharing = await startSharing();
});
afterEach(stopSharing);

type Changes = Partial<ShareInputs>;
type Made = Awaited<ReturnType<typeof created>>;

const ten = to(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
const stateOf = ({ outs }: Made) => ({ ...outs, __provider: PROVIDER_TEXT });
const tooMuch = (count: number, limit: Limit) =>
  `recipients: ${count} of 10 would be removed, and removalLimit is ${limit}`;

/** As the engine asks for a change: check, diff, update. */
async function change(made: Made, before: Changes, after: Changes, { share }: Process = sharing.again()) {
  const { inputs, failures } = await share.check(props(before), props(after));
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join());
  await share.diff(made.id, stateOf(made), inputs);
  return share.update(made.id, stateOf(made), inputs);
}

test("a preview already fails; nothing is asked or sent; what is allowed goes on", async () => {
  const before = { recipients: ten, removalLimit: "20%" } as const;
  const made = await created(sharing, before);
  const slip = { recipients: to(1), removalLimit: "20%" } as const;
  expect((await failureOf(change(made, before, slip))).message).toContain(tooMuch(9, "20%"));
  expect(sharing.sent()).toEqual([]);
  await change(made, before, { ...slip, removalLimit: 9 });
  expect(changesOf(sharing.sent())).toEqual(["PUT recipients"]);
});

test("an update counts again from what is live: nothing is sent, and the error is no init failure", async () => {
  const before = { recipients: to(1), removalLimit: 2 };
  const made = await created(sharing, before);
  for (const i of [2, 3, 4]) sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(i));
  const error = await failureOf(change(made, before, { ...before, name: "New" }));
  expect(error.message).toContain(`updating share ${made.id}: recipients: 3 of 4 would be removed`);
  expect(error).not.toHaveProperty("id");
  expect(changesOf(sharing.sent())).toEqual([]);
  // Nor is it a removal where the share leaves them alone.
  for (const more of [{ exclusive: false }, { ignoreChanges: ["recipients"] }])
    await change(made, before, { ...before, ...more, name: "New" });
  expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
});

describe("the config's", () => {
  const configured = (removalLimit: string, process = sharing.again()): Process => {
    const key = "cloudflare-sharing:removalLimit";
    process.contexts.configure({ get: (asked) => (asked === key ? removalLimit : undefined) });
    return process;
  };

  test("counts for shares that have none of their own, and says how to set it for one run", async () => {
    const made = await created(sharing, { recipients: ten });
    const [before, after] = [{ recipients: ten }, { recipients: to(1) }];
    const { message } = await failureOf(change(made, before, after, configured("20%")));
    expect(message).toContain(tooMuch(9, "20%"));
    expect(message).toContain("`pulumi config set cloudflare-sharing:removalLimit 9` for one run");
    await change(made, before, { ...after, removalLimit: "90%" }, configured("0"));
    expect(changesOf(sharing.sent())).toEqual(["PUT recipients"]);
  });

  test.each(["20 %", "-1", "1.5", "many", "101%"])("%s is a fault that names the setting", async (text) => {
    const { failures } = await configured(text).share.check({}, props());
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/^cloudflare-sharing:removalLimit is no limit/) },
    ]);
  });
});

test.each([-1, 1.5, "480", "20 %", "101%", null, true, {}])("%j is no limit", async (removalLimit) => {
  const { failures } = await sharing.share.check({}, { ...props(), removalLimit });
  expect(failures).toEqual([
    { property: "removalLimit", reason: expect.stringContaining("a limit is a whole number such as 480") },
  ]);
});

test("a change of it alone is an update in place that writes nothing", async () => {
  const made = await created(sharing);
  const { inputs } = await sharing.share.check(props(), props({ removalLimit: 5 }));
  expect(await sharing.share.diff(made.id, stateOf(made), inputs)).toMatchObject({
    changes: true,
    replaces: [],
  });
  const { outs } = await sharing.share.update(made.id, stateOf(made), inputs);
  expect(outs.removalLimit).toBe(5);
  expect(changesOf(sharing.sent())).toEqual([]);
});

describe("a comparison with the state, where inputs can't tell", () => {
  const toAccounts = { recipients: to(1, 2), removalLimit: "50%" } as const;

  test("an organization to two accounts: fails before anything is made", async () => {
    const made = await created(sharing, { recipients: [{}] });
    const { inputs } = await sharing.share.check(props({ recipients: [{}] }), props(toAccounts));
    const { message } = await failureOf(sharing.share.diff(made.id, stateOf(made), inputs));
    expect(message).toMatch(/^comparing share .*: recipients: 297 of 299 would be removed/);
  });

  test("a refresh compares too, and never fails by it", async () => {
    const made = await created(sharing, { recipients: to(1), removalLimit: 0 });
    sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(2));
    const { share } = sharing.again();
    const { props: read, inputs } = await share.read(made.id, stateOf(made));
    expect(inputs?.recipients).toEqual(to(1, 2));
    const diff = await share.diff(made.id, { ...read }, props({ recipients: to(1), removalLimit: 0 }));
    expect(diff.changes).toBe(true);
  });
});

describe("a forced replacement, of which the engine tells no comparison", () => {
  const before = { recipients: ten, removalLimit: 2 };
  const slip = { recipients: to(1), removalLimit: 2 };

  test("the old share stays until the limit allows it, in a later run too", async () => {
    const old = await created(sharing, before);
    const forced = sharing.again();
    const { inputs } = await forced.share.check({}, props(slip));
    const successor = await forced.share.create(inputs);
    const { message } = await failureOf(forced.share.delete(old.id, stateOf(old)));
    expect(message).toContain("both stay");
    expect(message).toContain(tooMuch(9, 2));

    const later = sharing.again();
    const again = await later.share.check(props(slip), props(slip));
    await later.share.diff(successor.id, stateOf(successor), again.inputs);
    expect((await failureOf(later.share.delete(old.id, stateOf(old)))).message).toContain(tooMuch(9, 2));
    expect(sharing.cloudflare.dashboard.share(old.id).status).toBe("active");

    const allowed = sharing.again();
    await allowed.share.check(props(slip), props({ ...slip, removalLimit: 9 }));
    await allowed.share.delete(old.id, stateOf(old));
    expect(sharing.cloudflare.dashboard.share(old.id).status).toBe("deleted");
  });

  test("a destroy runs no check, and a share that left the program has no successor", async () => {
    const [first, second] = [
      await created(sharing, before),
      await created(sharing, { ...before, name: "Second" }),
    ];
    await sharing.again().share.delete(first.id, stateOf(first));
    const { share } = sharing.again();
    await share.check({}, props({ ...slip, name: "Another" }));
    await share.delete(second.id, stateOf(second));
    for (const { id } of [first, second])
      expect(sharing.cloudflare.dashboard.share(id).status).toBe("deleted");
  });

  test("of two shares of one name, that stay in the program, one that leaves no one out is enough", async () => {
    const old = await created(sharing, before);
    const { share } = sharing.again();
    await share.check({}, props(slip));
    await share.check({}, props(before));
    await share.delete(old.id, stateOf(old));
    expect(sharing.cloudflare.dashboard.share(old.id).status).toBe("deleted");
  });
});

test("not given: not one request more, and not one byte in inputs or outputs", async () => {
  const before = { recipients: [{ organizationId: localOrganizationId }] };
  const made = await created(sharing, before);
  const { share } = sharing.again();
  const { inputs } = await share.check(props(before), props({ recipients: to(1) }));
  expect(await share.diff(made.id, stateOf(made), inputs)).toMatchObject({ replaces: ["recipients"] });
  await share.delete(made.id, stateOf(made));
  expect(JSON.stringify([inputs, made.outs])).not.toMatch(/removalLimit|rollout/);
  expect(sharing.sent().filter((line) => line !== "GET share")).toEqual(["DELETE share"]);
  expect(inputs.accountId).toBe(localOwner);
});
