import { plural } from "../../sdk/cli/output/text";
import type { LiveSettings } from "./settings";
import { type Exchange, routeOf } from "./traffic";

export interface StepResult {
  name: string;
  state: "ok" | "FAILED" | "left out";
  /** Why it failed or was left out. */
  reasons: string[];
  /** The engine's. */
  requests: Exchange[];
  seconds: number;
}

/** "create    ok   3.1 s  4 requests: GET shares, POST shares, GET share, GET recipients" */
export function stepLine({ name, state, reasons, requests, seconds }: StepResult): string {
  const head = `${name.padEnd(14)}${state.padEnd(9)}`;
  if (state === "left out") return `${head}${reasons.join("; ")}`;
  const line = `${head}${seconds.toFixed(1).padStart(5)} s  ${requestSummary(requests)}`;
  return [line, ...reasons.map((reason) => reason.replace(/^/gm, "    "))].join("\n");
}

function requestSummary(requests: readonly Exchange[]): string {
  if (requests.length === 0) return "0 requests";
  const counts = new Map<string, number>();
  for (const request of requests) {
    const route = shortRoute(request);
    counts.set(route, (counts.get(route) ?? 0) + 1);
  }
  const list = [...counts].map(([route, count]) => (count === 1 ? route : `${count} × ${route}`));
  return `${plural(requests.length, "request")}: ${list.join(", ")}`;
}

/** "GET shares", "GET share", "PUT resource": with an id it is one of them. */
function shortRoute(request: Exchange): string {
  const [method, path = ""] = routeOf(request).split(" ");
  const [, noun = path, one] = /\/(\w+)(\/\{id\})?$/.exec(path) ?? [];
  return `${method} ${one ? noun.replace(/s$/, "") : noun}`;
}

export const writesOf = (requests: readonly Exchange[]): string[] =>
  requests.filter(({ method }) => method !== "GET").map(shortRoute);

/** Takes the credentials out of whatever is shown, and puts names for the accounts and the ruleset. */
export function redactor(settings: LiveSettings): (text: string) => string {
  const { credentialsEnv, owner, recipient, secondRecipient, ruleset } = settings;
  const secrets = Object.values(credentialsEnv).map((value) => [value, "[secret]"] as const);
  const names = [
    [owner, "OWNER"],
    [recipient, "RECIPIENT"],
    [secondRecipient, "SECOND_RECIPIENT"],
    [ruleset, "RULESET"],
  ] as const;
  const all = [...secrets, ...names].flatMap(([value, shown]) => (value ? [[value, shown] as const] : []));
  return (text) => all.reduce((rest, [value, shown]) => rest.replaceAll(value, shown), text);
}
