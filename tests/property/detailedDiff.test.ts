import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { recipientKey, resourceKey, type ShareInputs } from "../../provider/model/inputs";
import { type DetailedDiff, detailedShareDiff } from "../../provider/plugin/detailedDiff";

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);

beforeAll(() => {
  process.stdout.write(`detailedDiff.test.ts: FAST_CHECK_SEED=${seed}\n`);
});

const idOf = (letter: string, i: number) => `${i}`.padStart(32, letter);
const recipients = fc
  .uniqueArray(fc.nat(7), { minLength: 1 })
  .map((all) => all.map((i) => ({ recipientAccountId: idOf("a", i) })));
const resources = fc
  .uniqueArray(fc.tuple(fc.nat(4), fc.nat(2)), { minLength: 1, selector: ([i]) => i })
  .map((all) =>
    all.map(([i, meta]) => ({
      resourceType: "custom-ruleset",
      resourceId: idOf("d", i),
      resourceAccountId: idOf("0", 0),
      meta: JSON.stringify({ meta }),
    })),
  );
const share: fc.Arbitrary<ShareInputs> = fc.record({
  accountId: fc.constant(idOf("0", 0)),
  name: fc.constantFrom("one", "two"),
  recipients,
  resources,
});

/** What a reader of the preview takes the list to become: lines of what goes and comes, by their positions. */
function applied<T>(name: string, before: readonly T[], after: readonly T[], diff: DetailedDiff): T[] {
  const left: (T | undefined)[] = [...before];
  const come: T[] = [];
  for (const [path, change] of diff) {
    const [, list, position, inside] = /^(\w+)\[(\d+)\](\.meta)?$/.exec(path) ?? [];
    if (list !== name) continue;
    const index = Number(position);
    const there = before[index];
    if (inside) left[index] = { ...there, meta: (after[index] as { meta: string }).meta } as T;
    else if (change !== "add") left[index] = undefined;
    if (!inside && change !== "delete") come.push(after[index] as T);
  }
  return [...left.filter((one) => one !== undefined), ...come] as T[];
}

const sorted = <T>(items: readonly T[], key: (item: T) => string) =>
  [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));

test("who reads the lines of a preview knows the lists as they will be, and sees no line that says nothing", () => {
  fc.assert(
    fc.property(share, share, (olds, news) => {
      const before = olds as unknown as Record<string, unknown>;
      const diff = detailedShareDiff({ olds: before, oldInputs: before, news: news as never });
      const people = applied("recipients", olds.recipients, news.recipients, diff);
      const things = applied("resources", olds.resources, news.resources, diff);
      const isRight =
        isDeepStrictEqual(sorted(people, recipientKey), sorted(news.recipients, recipientKey)) &&
        isDeepStrictEqual(sorted(things, resourceKey), sorted(news.resources, resourceKey)) &&
        diff.has("name") === (olds.name !== news.name);
      if (!isRight) throw new Error(JSON.stringify([...diff]));
      const keys = (one: ShareInputs) =>
        new Set([
          ...one.recipients.map(recipientKey),
          ...one.resources.map((r) => `${resourceKey(r)} ${r.meta}`),
        ]);
      const [was, is] = [keys(olds), keys(news)];
      const differing =
        [...was].filter((key) => !is.has(key)).length + [...is].filter((key) => !was.has(key)).length;
      return diff.size <= differing + 1;
    }),
    { numRuns: 5_000, seed },
  );
});
