/** Maps each id to its shortest unique prefix, at least 8 digits long. */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const sorted = [...new Set(ids)].sort();
  const common = (a = "", b = "") => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
  };
  const shorten = (id: string, index: number) => {
    const shared = Math.max(common(id, sorted[index - 1]), common(id, sorted[index + 1]));
    return id.slice(0, Math.max(8, shared + 1));
  };
  return new Map(sorted.map((id, index) => [id, shorten(id, index)]));
}
