import { localAccount, localOwner } from "../../sdk/local";
import type { EngineModel, RunOutcome } from "./support/engineModel";
import type { Declared, Program } from "./support/program";

/** What the matrix tries with every fault. */
export interface Operation {
  name: string;
  /** The program whose fault-free up comes before. */
  setUp?: Program;
  run(engine: EngineModel): Promise<RunOutcome>;
  /** What must be live in the end. */
  program: Program;
  /** A forced replacement: who was told that it failed asks for it again. */
  replaces?: string;
}

/** The operations on what is attached to this share, which is nobody's in the program. */
export type OnShare = (shareId: string) => Operation[];

const rule = (digit: string, meta: unknown = {}) => ({
  resourceType: "custom-ruleset",
  resourceId: digit.repeat(32),
  meta,
});
const accounts = (...indexes: number[]) =>
  indexes.map((index) => ({ recipientAccountId: localAccount(index) }));

const share = (args: object, options: Partial<Declared> = {}): Declared => ({
  name: "baseline",
  kind: "share",
  args: { accountId: localOwner, ...args },
  ...options,
});

const content = { name: "Baseline", recipients: accounts(1, 2, 3), resources: [rule("a"), rule("b")] };
const before = share(content);
const after = share({
  name: "Baseline, renamed",
  recipients: accounts(2, 3, 4, 5),
  resources: [rule("a", { mode: "log" }), rule("c")],
});
const organization = share({
  name: "Everyone",
  recipients: [{}],
  excludedRecipients: [{ accountId: localAccount(7) }],
  resources: [rule("a")],
});
const shared = share({ ...content, recipients: accounts(1, 2), exclusive: false });
const sharedAfter = share({
  name: "Baseline",
  recipients: accounts(2, 3),
  resources: [rule("a"), rule("c")],
  exclusive: false,
});
const inWaves = (name: string, recipients: object[], more: object = {}) =>
  share({
    ...content,
    name,
    recipients,
    rollout: { first: [localAccount(3)], batchSize: 2 },
    ...more,
  });
const rolledOut = inWaves("Baseline", accounts(1, 2, 3, 4));
const rolledOnto = inWaves("Baseline", accounts(2, 3, 4, 5, 6, 7), { resources: [rule("a"), rule("c")] });
const several = ["Baseline", "Second", "Third"].map((name) =>
  share({ ...content, name }, { name: name.toLowerCase() }),
);
const withDuplicate = share({ ...content, onDuplicate: "create" });
const deletedFirst = share(content, { deleteBeforeReplace: true });

const up = (program: Program) => (engine: EngineModel) => engine.up(program);
const replace = (program: Program) => (engine: EngineModel) =>
  engine.up(program, { replace: program.map(({ name }) => name) });

export const shareOperations: Operation[] = [
  { name: "create", run: up([before]), program: [before] },
  { name: "create for an organization", run: up([organization]), program: [organization] },
  { name: "update", setUp: [before], run: up([after]), program: [after] },
  { name: "update, not exclusive", setUp: [shared], run: up([sharedAfter]), program: [sharedAfter] },
  { name: "create in waves", run: up([rolledOut]), program: [rolledOut] },
  { name: "update in waves", setUp: [before], run: up([rolledOnto]), program: [rolledOnto] },
  { name: "read", setUp: [before], run: (engine) => engine.refresh(), program: [before] },
  {
    name: "read several at once",
    setUp: several,
    run: (engine) => engine.refresh({ atOnce: true }),
    program: several,
  },
  { name: "delete", setUp: [before], run: up([]), program: [] },
  {
    name: "replace by force, delete first",
    setUp: [deletedFirst],
    run: replace([deletedFirst]),
    program: [deletedFirst],
    replaces: "baseline",
  },
  {
    name: 'replace by force, onDuplicate "create"',
    setUp: [withDuplicate],
    run: replace([withDuplicate]),
    program: [withDuplicate],
    replaces: "baseline",
  },
];

/** One recipient or resource, as it is added, changed in place, read, removed and replaced. */
function operationsOn(one: Declared, changed: Declared): Operation[] {
  const { kind } = one;
  const first = { ...one, deleteBeforeReplace: true };
  return [
    { name: `add ${kind}`, run: up([one]), program: [one] },
    { name: `update ${kind}`, setUp: [one], run: up([changed]), program: [changed] },
    { name: `read ${kind}`, setUp: [one], run: (engine) => engine.refresh(), program: [one] },
    { name: `remove ${kind}`, setUp: [one], run: up([]), program: [] },
    {
      name: `replace ${kind} by force, delete first`,
      setUp: [first],
      run: replace([first]),
      program: [first],
      replaces: one.name,
    },
  ];
}

export const attachmentOperations: OnShare = (shareId) => {
  const team = { accountId: localOwner, shareId, recipientAccountId: localAccount(4) };
  const ruleset = { accountId: localOwner, shareId, ...rule("c") };
  const recipient: Declared = { name: "team", kind: "recipient", args: team };
  const resource: Declared = { name: "ruleset", kind: "resource", args: ruleset };
  return [
    // Nothing of a recipient changes in place but how long to wait for it.
    ...operationsOn(recipient, { ...recipient, args: { ...team, timeouts: { create: "10m" } } }),
    ...operationsOn(resource, { ...resource, args: { ...ruleset, meta: { mode: "log" } } }),
  ];
};

/** As a pipeline that takes over what an interrupted run has left. */
export function adopting(program: Program): Program {
  return program.map((one) =>
    one.kind === "share" ? { ...one, args: { ...one.args, onDuplicate: "adopt" } } : one,
  );
}

/** As the user who does what the error says: a record that is there already is named by the option import. */
export function advised(program: Program, message: string): Program {
  const [, id] = /the option import: "([^"]+)"/.exec(message) ?? [];
  return program.map((one) => (id ? { ...one, args: { ...one.args, import: id } } : one));
}
