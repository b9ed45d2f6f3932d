import type { Answer, Rule } from "./front";

type Wire = Record<string, unknown>;

const isRecord = (value: unknown): value is Wire =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const sharesPath = /\/accounts\/[^/]+\/shares$/;
const sharePath = /\/shares\/[^/]+$/;

/** Lists don't show what was made within the last so many milliseconds. */
export function lagging(ms: number): Rule[] {
  const isOld = (wire: Wire) => Date.parse(String(wire.created)) <= Date.now() - ms;
  const old = (list: unknown) => (Array.isArray(list) ? list.filter(isOld) : list);
  const change = (answer: Answer) => {
    answer.result = old(answer.result);
  };
  const inShare = ({ result }: Answer) => {
    if (isRecord(result) && result.resources) result.resources = old(result.resources);
  };
  return [
    { method: /GET/, path: sharesPath, change },
    { method: /GET/, path: /\/(recipients|resources)$/, change },
    { method: /GET/, path: sharePath, change: inShare },
  ];
}

/** The Date header is so far ahead of the true time; without a number there is none. */
export function dated(aheadMs: number | undefined): Rule {
  return {
    path: /./,
    change: ({ headers }) => {
      delete headers.date;
      if (aheadMs !== undefined) headers.date = new Date(Date.now() + aheadMs).toUTCString();
    },
  };
}

/** Shares don't say when they were created. */
export function withoutCreated(): Rule {
  return {
    path: /\/shares(\/[^/]+)?$/,
    change: ({ result }) => {
      for (const wire of Array.isArray(result) ? result : [result]) if (isRecord(wire)) delete wire.created;
    },
  };
}

/** Every id in an answer is written in capitals, and may be asked for so. */
export function inCapitals(): Rule {
  return {
    path: /./,
    route: (path) => path.replace(/[0-9A-Fa-f]{32}/g, (id) => id.toLowerCase()),
    change: (answer) => {
      answer.result = capitals(answer.result);
    },
  };
}

function capitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitals);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, capitals(item)]));
  return typeof value === "string" && /^[0-9a-f]{32}$/.test(value) ? value.toUpperCase() : value;
}

/** The share is answered with these fields changed, so many times. */
export function answeredAs(shareId: string, fields: Wire, times = 1): Rule {
  return {
    method: /GET/,
    path: new RegExp(`/shares/${shareId}$`),
    times,
    change: (answer) => {
      answer.result = { ...(answer.result as Wire), ...fields };
    },
  };
}
