import { randomBytes } from "node:crypto";
import { describeFailure } from "../../provider/api/errors";
import type { ShareWire } from "../../provider/api/wire";
import type { LiveApi } from "./api";
import type { LiveSettings } from "./settings";

const prefix = "pulumi-cloudflare-sharing live check";
const ownName = new RegExp(`^${prefix} \\d{4}-\\d\\d-\\d\\d [0-9a-f]{8}$`);

/** The name of this run's share: a share of any other name is never touched. */
export function newShareName(now: Date): string {
  return `${prefix} ${now.toISOString().slice(0, 10)} ${randomBytes(4).toString("hex")}`;
}

/** What earlier runs left behind, or another one is working with. */
export function findLeftovers(api: LiveApi): Promise<ShareWire[]> {
  return api.sharesNamed((name) => ownName.test(name));
}

export interface Removal {
  removed: string[];
  /** Without an id when not even looking worked. */
  failed: { id?: string; reason: string }[];
}

/** Removes whatever is left of the named share, by its name and by the ids that answers told. */
export async function removeShare(api: LiveApi, name: string, created: readonly string[]): Promise<Removal> {
  const removal: Removal = { removed: [], failed: [] };
  const ids = new Set(created);
  try {
    for (const { id } of await api.sharesNamed((one) => one === name)) ids.add(id);
  } catch (error) {
    const { message } = describeFailure("looking for shares of this run by their name", error);
    removal.failed.push({ reason: message });
  }
  for (const id of ids) await removeOne(api, { id, name }, removal);
  return removal;
}

/** Looks first: what bears another name is not ours, whatever an answer said. */
export async function removeOne(
  api: LiveApi,
  { id, name }: Pick<ShareWire, "id" | "name">,
  removal: Removal,
): Promise<void> {
  try {
    const share = await api.find(id);
    if (!share) return;
    if (share.name !== name) throw new Error("it does not bear this run's name, and is not touched");
    await api.remove(share);
    removal.removed.push(id);
  } catch (error) {
    removal.failed.push({ id, reason: describeFailure(`removing share ${id}`, error).message });
  }
}

/** The way to remove a share by hand, with nothing secret on a command line. */
export function removalByHand(id: string, { baseUrl, credentials }: LiveSettings): string {
  const headers =
    credentials.kind === "token"
      ? `printf 'header = "Authorization: Bearer %s"\\n' "$CLOUDFLARE_API_TOKEN"`
      : `printf 'header = "X-Auth-Email: %s"\\nheader = "X-Auth-Key: %s"\\n' "$CLOUDFLARE_EMAIL" "$CLOUDFLARE_API_KEY"`;
  return [
    `share ${id} is still there. Remove it by`,
    "  npm run test:live -- --sweep",
    "or by",
    `  ${headers} |`,
    `    curl -K - -X DELETE "${baseUrl}/accounts/$CLOUDFLARE_ACCOUNT_ID/shares/${id}"`,
  ].join("\n");
}
