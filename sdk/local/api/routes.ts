import type { z } from "zod";
import type { Call, Handler, Params } from "./call";
import type { Answer } from "./envelope";
import * as excluded from "./handlers/excluded";
import * as recipients from "./handlers/recipients";
import * as resources from "./handlers/resources";
import * as shares from "./handlers/shares";
import { checkIds, noRoute, parse, wrongMethod } from "./rules/requests";
import { bodies, queries } from "./schemas";

interface Route {
  method: string;
  pattern: RegExp;
  /** Checks query and body, then runs the handler. */
  carryOut(call: Call): Answer;
}

/** Without a schema for the query there must be none; without one for the body it is not looked at. */
function route<Q extends z.ZodType = typeof queries.none, B extends z.ZodType = z.ZodUnknown>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  schemas: { query?: Q; body?: B },
  handler: Handler<z.output<Q>, z.output<B>>,
): Route {
  const { query = queries.none, body } = schemas;
  return {
    method,
    pattern: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
    carryOut: (call) =>
      handler({
        ...call,
        query: parse(query, call.query) as z.output<Q>,
        body: (body ? parse(body, call.body) : undefined) as z.output<B>,
      }),
  };
}

const ORGANIZATION_SHARES = "/organizations/:organization/shares";
const SHARES = "/accounts/:account/shares";
const SHARE = `${SHARES}/:share`;
const RECIPIENTS = `${SHARE}/recipients`;
const RECIPIENT = `${RECIPIENTS}/:child`;
const EXCLUDED = `${SHARE}/excluded-recipients`;
const EXCLUDED_ONE = `${EXCLUDED}/:child`;
const RESOURCES = `${SHARE}/resources`;
const RESOURCE = `${RESOURCES}/:child`;

const routes: Route[] = [
  route("GET", ORGANIZATION_SHARES, { query: queries.organizationShares }, shares.listOrganizationShares),

  route("GET", SHARES, { query: queries.shares }, shares.listShares),
  route("POST", SHARES, { body: bodies.createShare }, shares.createShare),
  route("GET", SHARE, { query: queries.share }, shares.getShare),
  route("PUT", SHARE, { body: bodies.renameShare }, shares.renameShare),
  route("DELETE", SHARE, {}, shares.deleteShare),

  route("GET", RECIPIENTS, { query: queries.recipients }, recipients.listRecipients),
  route("POST", RECIPIENTS, { body: bodies.recipient }, recipients.addRecipient),
  route("PUT", RECIPIENTS, { body: bodies.recipients }, recipients.replaceRecipients),
  route("GET", RECIPIENT, { query: queries.recipient }, recipients.getRecipient),
  route("DELETE", RECIPIENT, {}, recipients.removeRecipient),

  route("GET", EXCLUDED, { query: queries.excluded }, excluded.listExcluded),
  route("POST", EXCLUDED, { body: bodies.excluded }, excluded.addExcluded),
  route("PUT", EXCLUDED, { body: bodies.excludedList }, excluded.replaceExcluded),
  route("GET", EXCLUDED_ONE, {}, excluded.getExcluded),
  route("DELETE", EXCLUDED_ONE, {}, excluded.removeExcluded),

  route("GET", RESOURCES, { query: queries.resources }, resources.listResources),
  route("POST", RESOURCES, { body: bodies.resource }, resources.addResource),
  route("GET", RESOURCE, {}, resources.getResource),
  route("PUT", RESOURCE, { body: bodies.meta }, resources.setMeta),
  route("DELETE", RESOURCE, {}, resources.removeResource),
];

/** Where a request goes, with the ids in its path. */
export function findRoute(method: string, path: string): { route: Route; params: Params } {
  const here = routes.filter(({ pattern }) => pattern.test(path));
  if (here.length === 0) throw noRoute(path);
  const found = here.find((one) => one.method === method);
  if (!found) throw wrongMethod(method);
  const params: Params = { ...found.pattern.exec(path)?.groups };
  checkIds(params);
  return { route: found, params };
}
