import { gzipSync } from "node:zlib";
import type { HttpAnswer, Rewrite } from "../httpAnswer";
import type { OddAnswerName } from "./names";

/** The status stays, except where it allows no body. */
const instead = ({ status, headers }: HttpAnswer, type: string, text: string | Buffer): HttpAnswer => ({
  status: status === 204 ? 200 : status,
  headers: { ...headers, "content-type": type },
  text,
});

/** Half a second of work: done when it is wanted, and once. */
let bomb: Buffer | undefined;

const DEPTH = 100_000;

/** Bodies that cost a careless client its memory, its stack or its log. */
export const hostile = {
  "angle-brackets": (answer) => instead(answer, "text/html; charset=UTF-8", "<".repeat(100_000)),
  "gzip-bomb": (answer) => {
    bomb ??= gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const { headers, ...rest } = instead(answer, "application/json", bomb);
    return { ...rest, headers: { ...headers, "content-encoding": "gzip" } };
  },
  "deep-json": (answer) => {
    const deep = "[".repeat(DEPTH) + "]".repeat(DEPTH);
    const text = `{"success":true,"errors":[],"messages":[],"result":${deep}}`;
    return instead(answer, "application/json", text);
  },
} satisfies Partial<Record<OddAnswerName, Rewrite>>;
