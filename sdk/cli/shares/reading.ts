/** How many shares have been read. */
export interface Reading {
  done: number;
  of: number | undefined;
}

export function readingProgress({ done, of }: Reading): string {
  return of === undefined ? "listing the shares …" : `reading shares: ${done} of ${of}`;
}
