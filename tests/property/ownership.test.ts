import fc from "fast-check";
import { type DeletionVerdict, type Entry, Ownership, type Taking } from "../../provider/ownership";

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
const runs = { numRuns: 20_000, seed };

beforeAll(() => {
  process.stdout.write(`ownership.test.ts: FAST_CHECK_SEED=${seed}\n`);
});

/** What a run can ask the record, about which thing; an entry of the state by its number. */
type Event =
  | { do: "refresh" | "get" | "gone"; id: string }
  | { do: "keep"; id: string; entry: number; mayBeReplaced: boolean }
  | { do: "give up" | "delete"; id: string; entry: number }
  | { do: "take"; id: string; by: Taking; entry: number };

type Answer = boolean | DeletionVerdict | undefined;

const id = fc.constantFrom("a", "b");
const entry = fc.integer({ min: 1, max: 3 });

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ do: fc.constantFrom("refresh", "get", "gone"), id }),
  fc.record({ do: fc.constant("keep"), id, entry, mayBeReplaced: fc.boolean() }),
  fc.record({ do: fc.constantFrom("give up", "delete"), id, entry }),
  fc.record({
    do: fc.constant("take"),
    id,
    by: fc.constantFrom<Taking>("creation", "import", "adoption"),
    entry,
  }),
);

const events = fc.array(event, { minLength: 1, maxLength: 14 });

/** What the state has: a new object each time, as the engine sends it. Two of the three have the option import. */
function entryOf(number: number): Entry {
  return { name: `entry ${number}`, ...(number > 1 ? { import: "OWNER/a" } : {}) } as Entry;
}

function ask(record: Ownership, event: Event): Answer {
  const { id } = event;
  switch (event.do) {
    case "refresh":
      return void record.noteRefresh(id);
    case "get":
      return void record.noteGet(id);
    case "gone":
      return void record.noteGone(id);
    case "keep":
      return record.keep(id, entryOf(event.entry), event.mayBeReplaced);
    case "give up":
      return record.giveUp(id, entryOf(event.entry));
    case "take":
      return record.take(id, event.by, entryOf(event.entry));
    case "delete":
      return record.decideDeletion(id, entryOf(event.entry));
  }
}

/** What anybody can tell of one thing from the events and their answers, without looking into the record. */
interface Known {
  isNamed: boolean;
  isTaken: boolean;
  isDeleted: boolean;
  isRead: boolean;
  /** The entries that go on with it. */
  keepers: Set<number>;
}

class Witness {
  private readonly known = new Map<string, Known>();

  of(id: string): Known {
    const nothing = { isNamed: false, isTaken: false, isDeleted: false, isRead: false };
    const known = this.known.get(id) ?? { ...nothing, keepers: new Set<number>() };
    this.known.set(id, known);
    return known;
  }

  note(event: Event, answer: Answer): void {
    const known = this.of(event.id);
    known.isNamed ||= event.do !== "take" && event.do !== "delete";
    if (event.do === "refresh") known.keepers.clear();
    if (event.do === "get") known.isRead = true;
    if (event.do === "keep" && answer) known.keepers.add(event.entry);
    if (event.do === "give up" && answer) known.keepers.delete(event.entry);
    if (event.do === "take" && answer) known.isTaken = true;
    if (event.do === "delete" && answer === "delete") {
      known.isDeleted = true;
      // It is gone: whoever had it has it no longer.
      known.keepers.clear();
      known.isRead = false;
    }
  }
}

/** Whether an answer is right, from what is known before it. */
type Law = (event: Event, answer: Answer, known: Known) => boolean;

const isDeletion = (event: Event, answer: Answer) => event.do === "delete" && answer === "delete";
const isTaking = (event: Event, answer: Answer) => event.do === "take" && answer === true;

const laws: Record<string, Law> = {
  "nothing is taken twice": (event, answer, { isTaken }) => !(isTaken && isTaking(event, answer)),
  "what is taken stays its taker's": (event, answer, { isTaken }) =>
    !(isTaken && ["keep", "give up"].includes(event.do) && answer),
  "what is taken is not deleted": (event, answer, { isTaken }) => !(isTaken && isDeletion(event, answer)),
  "what an entry goes on with is not taken": (event, answer, { keepers }) =>
    !(keepers.size > 0 && isTaking(event, answer)),
  "what another entry goes on with is not deleted": (event, answer, { keepers }) =>
    !(isDeletion(event, answer) && [...keepers].some((one) => "entry" in event && one !== event.entry)),
  "what get has read is not deleted": (event, answer, { isRead }) => !(isRead && isDeletion(event, answer)),
  "what is deleted is neither imported nor adopted": (event, answer, { isDeleted }) =>
    !(isDeleted && isTaking(event, answer) && "by" in event && event.by !== "creation"),
  "what nobody has named can be taken": (event, answer, { isNamed, isTaken, isDeleted }) =>
    isNamed || isTaken || isDeleted || event.do !== "take" || answer === true,
};

/** Lets the record answer the events one by one; throws at the first answer that breaks the law. */
function judge(list: readonly Event[], law: Law): void {
  const record = new Ownership();
  const witness = new Witness();
  for (const [index, event] of list.entries()) {
    const answer = ask(record, event);
    if (!law(event, answer, witness.of(event.id)))
      throw new Error(`event ${index + 1} must not be answered with "${answer}"`);
    witness.note(event, answer);
  }
}

test.each(Object.entries(laws))("%s", (_, law) => {
  fc.assert(
    fc.property(events, (list) => judge(list, law)),
    runs,
  );
});

test("the same events get the same answers, and what is taken is open to nobody", () => {
  fc.assert(
    fc.property(events, (list) => {
      const [first, second] = [new Ownership(), new Ownership()];
      for (const event of list) {
        const answers = [ask(first, event), ask(second, event)];
        if (answers[0] !== answers[1]) throw new Error(`${event.do} was answered with ${answers}`);
        if (isTaking(event, answers[0]) && (first.isFree(event.id) || first.isGivenUp(event.id, undefined)))
          throw new Error(`${event.id} is taken, and seems free`);
      }
    }),
    runs,
  );
});

test("one thing's events change nothing about another thing", () => {
  fc.assert(
    fc.property(events, (list) => {
      const together = new Ownership();
      const alone = new Ownership();
      for (const event of list) {
        const answer = ask(together, event);
        if (event.id === "a" && ask(alone, event) !== answer) throw new Error(`${event.do} of a: ${answer}`);
      }
    }),
    runs,
  );
});

test("an entry that a refresh alone has named, or that gives its thing up, has it deleted", () => {
  const others = events.map((list) => list.filter((one) => one.id !== "a"));
  const before = fc.constantFrom<Event>({ do: "refresh", id: "a" }, { do: "give up", id: "a", entry: 1 });
  fc.assert(
    fc.property(others, before, (list, first) => {
      const record = new Ownership();
      for (const event of [first, ...list]) ask(record, event);
      const verdict = ask(record, { do: "delete", id: "a", entry: 1 });
      if (verdict !== "delete") throw new Error(`the verdict is ${verdict}`);
    }),
    runs,
  );
});

/** A create that looks, waits and claims, as several do at the same time. */
async function look(record: Ownership, id: string, pauses: number): Promise<boolean> {
  if (!record.isFree(id)) return false;
  for (let n = 0; n < pauses; n++) await Promise.resolve();
  return record.take(id, "adoption", entryOf(1));
}

test("of creates at the same time one takes a thing, and those in turn never overlap", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(5), { minLength: 2, maxLength: 6 }),
      fc.nat(5),
      async (pauses, fails) => {
        const record = new Ownership();
        const taken = await Promise.all(pauses.map((one) => look(record, "a", one)));
        if (taken.filter(Boolean).length !== 1) throw new Error(`taken: ${taken}`);
        const order: string[] = [];
        const turns = pauses.map((pause, n) =>
          record.inTurn("key", async () => {
            order.push(`begin ${n}`);
            for (let i = 0; i < pause; i++) await Promise.resolve();
            order.push(`end ${n}`);
            if (n === fails) throw new Error("a turn that fails ends all the same");
          }),
        );
        await Promise.allSettled(turns);
        const wanted = pauses.flatMap((_pause, n) => [`begin ${n}`, `end ${n}`]);
        if (order.join() !== wanted.join()) throw new Error(`order: ${order}`);
      },
    ),
    { numRuns: 1_000, seed },
  );
});
