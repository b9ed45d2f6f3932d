/** So many of a whole, or so much of it: 20, or "20%". */
export type Limit = number | `${number}%`;

const percentage = /^(\d{1,3})%$/;

const percentOf = (limit: string): number => Number(percentage.exec(limit)?.[1] ?? Number.NaN);

export function isLimit(value: unknown): value is Limit {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
  return typeof value === "string" && percentOf(value) <= 100;
}

/** Of a text, as settings are; undefined if it is no limit. */
export function parseLimit(text: string): Limit | undefined {
  const limit = /^\d+$/.test(text) ? Number(text) : text;
  return isLimit(limit) ? limit : undefined;
}

/** @param of the whole; where it is not known, a percentage says nothing */
export function exceeds(limit: Limit, count: number, of: number | undefined): boolean {
  if (typeof limit === "number") return count > limit;
  return of !== undefined && count * 100 > of * percentOf(limit);
}

/** The smallest percentage that allows so many. */
export const percentFor = (count: number, of: number): number => Math.min(100, Math.ceil((count * 100) / of));
