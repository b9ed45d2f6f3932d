import type { Exchange } from "../live/traffic";
import { type Route, readContract, routeOf } from "./contract";
import { answerFaults, requestFaults } from "./faults";
import { foreignMistakes, foreignRequests, tooManyRequests } from "./foreign";
import * as lives from "./lives";
import { Scene } from "./scene";

let routes: Route[];
/** What the client sent, and what somebody else did. */
let ours: Exchange[];
let foreign: Exchange[];

async function recorded(live: (scene: Scene) => Promise<void>, limit?: number): Promise<Exchange[]> {
  const scene = await Scene.open(limit);
  try {
    await live(scene);
    return scene.traffic.exchanges;
  } finally {
    await scene.close();
  }
}

beforeAll(async () => {
  routes = await readContract();
  ours = (await Promise.all(Object.values(lives).map((live) => recorded(live)))).flat();
  const others = [foreignRequests, foreignMistakes].map((live) => recorded(live));
  foreign = (await Promise.all([...others, recorded((scene) => tooManyRequests(scene, 3), 3)])).flat();
});

const idsOf = (exchanges: Exchange[]) =>
  new Set(exchanges.map(({ method, path }) => routeOf(routes, method, path)?.id));
const isSuccess = ({ answer }: Exchange) => (answer?.status ?? 500) < 300;

test("the document has every endpoint of the contract", () => {
  const one = "/accounts/{id}/shares/{id}";
  const expected = [
    ["GET POST", "/accounts/{id}/shares"],
    ["GET PUT DELETE", one],
    ["GET POST PUT", `${one}/recipients`],
    ["GET DELETE", `${one}/recipients/{id}`],
    ["GET POST PUT", `${one}/excluded-recipients`],
    ["GET DELETE", `${one}/excluded-recipients/{id}`],
    ["GET POST", `${one}/resources`],
    ["GET PUT DELETE", `${one}/resources/{id}`],
    ["GET", "/organizations/{id}/shares"],
  ].flatMap(([methods = "", path = ""]) => methods.split(" ").map((method) => `${method} ${path}`));
  const found = routes.map(({ method, pattern }) => `${method} ${pathOf(pattern)}`);
  expect(found.sort()).toEqual(expected.sort());
});

const pathOf = (pattern: RegExp) =>
  pattern.source
    .slice(1, -1)
    .replaceAll("\\/", "/")
    .replace(/\(\?<\w+>\[\^\/\]\+\)/g, "{id}");

test("every request that the client sends is one of the document's", () => {
  expect(ours.flatMap((exchange) => requestFaults(routes, exchange))).toEqual([]);
  expect(Math.max(...ours.map(({ query }) => Number(query.get("per_page"))))).toBe(50);
});

test("the client sends every operation but one", () => {
  const sent = idsOf(ours);
  expect(routes.map(({ id }) => id).filter((id) => !sent.has(id))).toEqual(["getExcludedRecipient"]);
});

test("every answer of the local Cloudflare is as the document says", () => {
  expect([...ours, ...foreign].flatMap((exchange) => answerFaults(routes, exchange))).toEqual([]);
});

test("every operation succeeds at least once, and is refused in every way", () => {
  const all = [...ours, ...foreign];
  expect(idsOf(all.filter(isSuccess))).toEqual(new Set(routes.map(({ id }) => id)));
  const refused = all.filter((exchange) => !isSuccess(exchange));
  const statuses = new Set(refused.map(({ answer }) => answer?.status));
  expect([...statuses].sort()).toEqual([400, 403, 404, 409, 429]);
});
