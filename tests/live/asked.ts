import type { Exchange } from "./traffic";

interface Item {
  id?: unknown;
  status?: unknown;
  kind?: unknown;
  created?: unknown;
}

/** Where a well-formed answer is not to what was asked: another share, another page, a filter not applied. */
export function askedDifferences({ path, query }: Exchange, body: unknown): string[] {
  const { result, result_info } = (body ?? {}) as {
    result?: Item | Item[];
    result_info?: Record<string, unknown>;
  };
  if (!Array.isArray(result)) {
    const [, asked] = /\/shares\/([^/]+)$/.exec(path) ?? [];
    return asked === undefined || asked === result?.id ? [] : ["result.id is not the id asked for"];
  }
  return [...pageDifferences(query, result, result_info), ...filterDifferences(query, result)];
}

function pageDifferences(
  query: URLSearchParams,
  result: readonly Item[],
  info: Record<string, unknown> | undefined,
): string[] {
  if (!info) return [];
  const expected: [string, number | undefined][] = [
    ["page", numberIn(query, "page")],
    ["per_page", numberIn(query, "per_page")],
    ["count", result.length],
  ];
  return expected
    .filter(([name, value]) => value !== undefined && typeof info[name] === "number" && info[name] !== value)
    .map(
      ([name]) =>
        `result_info.${name} is not ${name === "count" ? "the number of items" : "what was asked for"}`,
    );
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text === null ? undefined : Number(text);
}

function filterDifferences(query: URLSearchParams, result: readonly Item[]): string[] {
  const filters = (["status", "kind"] as const).filter((name) => {
    const wanted = query.get(name);
    return wanted !== null && result.some((item) => item[name] !== wanted);
  });
  const isInOrder = query.get("order") !== "created" || isSorted(result, query.get("direction") === "desc");
  return [
    ...filters.map((name) => `result[].${name} is not the ${name} asked for`),
    ...(isInOrder ? [] : ["result[] is not in the order asked for"]),
  ];
}

function isSorted(result: readonly Item[], isDescending: boolean): boolean {
  const times = result.map(({ created }) => Date.parse(String(created)));
  return times.every((time, index) => {
    const before = times[index - 1] ?? time;
    return isDescending ? before >= time : before <= time;
  });
}
