import type { Call, Handler } from "./call";
import { codes, refuse } from "./envelope";
import * as excluded from "./excludedHandlers";
import * as recipients from "./recipientHandlers";
import * as resources from "./resourceHandlers";
import * as shares from "./shareHandlers";

const SHARES = "/accounts/:account/shares";
const SHARE = `${SHARES}/:share`;

const table: [path: string, methods: Record<string, Handler>][] = [
  ["/organizations/:organization/shares", { GET: shares.listOrganizationShares }],
  [SHARES, { GET: shares.listShares, POST: shares.createShare }],
  [SHARE, { GET: shares.getShare, PUT: shares.renameShare, DELETE: shares.deleteShare }],
  [
    `${SHARE}/recipients`,
    { GET: recipients.listRecipients, POST: recipients.addRecipient, PUT: recipients.replaceRecipients },
  ],
  [`${SHARE}/recipients/:child`, { GET: recipients.getRecipient, DELETE: recipients.removeRecipient }],
  [
    `${SHARE}/excluded-recipients`,
    { GET: excluded.listExcluded, POST: excluded.addExcluded, PUT: excluded.replaceExcluded },
  ],
  [`${SHARE}/excluded-recipients/:child`, { GET: excluded.getExcluded, DELETE: excluded.removeExcluded }],
  [`${SHARE}/resources`, { GET: resources.listResources, POST: resources.addResource }],
  [
    `${SHARE}/resources/:child`,
    { GET: resources.getResource, PUT: resources.setMeta, DELETE: resources.removeResource },
  ],
];

const routes = table.map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
  methods: new Map(Object.entries(methods)),
}));

/** Where a request goes; refused as Cloudflare refuses what it doesn't route. */
export function findRoute(method: string, path: string): { handler: Handler; params: Call["params"] } {
  for (const { pattern, methods } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    const handler = methods.get(method);
    if (!handler) throw refuse(405, codes.wrongMethod, `Method ${method} not available for that URI`);
    return { handler, params: checkedIds(match.groups ?? {}) };
  }
  const message = `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`;
  throw refuse(404, codes.noRoute, message);
}

function checkedIds(ids: Record<string, string>): Call["params"] {
  for (const [name, id] of Object.entries(ids)) {
    if (id.length > 32) throw refuse(400, codes.invalid, `the ${name} id is longer than 32 characters`);
  }
  return ids;
}
