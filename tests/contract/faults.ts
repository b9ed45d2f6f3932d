import type { Exchange } from "../live/traffic";
import { type Response, type Route, responseOf, routeOf } from "./contract";
import { inclusionFaults, schemaFaults } from "./validate";

/** Where a request is not what the document lets a client send; empty when nowhere. */
export function requestFaults(routes: readonly Route[], exchange: Exchange): string[] {
  const route = routeOf(routes, exchange.method, exchange.path);
  if (!route) return named(exchange, ["is no operation of the document"]);
  return named(exchange, [
    ...pathFaults(route, exchange),
    ...queryFaults(route, exchange),
    ...bodyFaults(route, exchange),
  ]);
}

/** Where an answer is not what the document says of its operation and status; empty when nowhere. */
export function answerFaults(routes: readonly Route[], exchange: Exchange): string[] {
  const { answer } = exchange;
  const route = routeOf(routes, exchange.method, exchange.path);
  if (!answer || !route)
    return named(exchange, [answer ? "is no operation of the document" : "has no answer"]);
  const response = responseOf(route, answer.status);
  if (!response) return named(exchange, [`${answer.status} is no status of ${route.id}`]);
  const faults = [...headerFaults(response, answer), ...contentFaults(response, exchange, answer)];
  return named(
    exchange,
    faults.map((fault) => `${answer.status}: ${fault}`),
  );
}

const named = ({ method, path, query }: Exchange, faults: string[]): string[] =>
  faults.map((fault) => `${method} ${path}${query.size > 0 ? `?${query}` : ""} ${fault}`);

function pathFaults({ pattern, parameters }: Route, { path }: Exchange): string[] {
  const ids = pattern.exec(path)?.groups ?? {};
  return parameters
    .filter((one) => one.in === "path")
    .flatMap(({ name, schema }) =>
      schemaFaults("parameter", schema, decodeURIComponent(ids[name] ?? ""), name),
    );
}

function queryFaults({ parameters }: Route, { query }: Exchange): string[] {
  const known = new Map(parameters.filter((one) => one.in === "query").map((one) => [one.name, one.schema]));
  return [...new Set(query.keys())].flatMap((name) => {
    const schema = known.get(name);
    if (!schema) return [`the query has ${name}`];
    const values = query.getAll(name);
    // Only a list is repeated.
    return schemaFaults("parameter", schema, schema.type === "array" ? values : values.join(), name);
  });
}

function bodyFaults(route: Route, { body }: Exchange): string[] {
  if (!route.body) return body?.text ? ["has a body"] : [];
  if (body?.contentType !== "application/json") return [`content-type is ${body?.contentType}`];
  return schemaFaults("request", route.body, jsonOf(body.text), "body");
}

type Answer = NonNullable<Exchange["answer"]>;

function headerFaults({ headers }: Response, answer: Answer): string[] {
  return Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = answer.header(name);
    if (value === null) return required ? [`header ${name} is missing`] : [];
    return schemaFaults("answer", schema, value, name);
  });
}

function contentFaults({ content }: Response, { query }: Exchange, answer: Answer): string[] {
  if (!content) return answer.text === "" ? [] : ["has a body"];
  const contentType = answer.header("content-type");
  const { schema } = content["application/json"];
  const json = jsonOf(answer.text);
  const isAsked = (parameter: string) => query.get(parameter) === "true";
  return [
    ...(contentType === "application/json" ? [] : [`content-type is ${contentType}`]),
    ...schemaFaults("answer", schema, json),
    ...inclusionFaults(schema, json, isAsked),
  ];
}

/** Text that is no JSON stays text, which no schema of the document allows. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
