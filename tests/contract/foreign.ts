import { localAccount, localOrganizationId, localOwner } from "../../sdk/local";
import { RULESET } from "../unit/support/builders";
import type { Scene } from "./scene";

/** One request of somebody else's; returns the id in its answer. */
async function ask(scene: Scene, method: string, path: string, body?: unknown, token = "local-token") {
  const answer = await fetch(`${scene.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const { result } = (text ? JSON.parse(text) : {}) as { result?: { id?: string } | null };
  return result?.id ?? "";
}

const shares = `/accounts/${localOwner}/shares`;
const nobody = "f".repeat(32);
const newResource = (resource_id: string) => ({
  meta: {},
  resource_account_id: localOwner,
  resource_id,
  resource_type: "custom-ruleset",
});
const newShare = (...recipients: object[]) => ({
  name: "Foreign",
  recipients,
  resources: [newResource(RULESET)],
});

/** What the client never asks: single excluded recipients, pages of lists that come whole, bare shares. */
export async function foreignRequests(scene: Scene): Promise<void> {
  const toAll = `${shares}/${await ask(scene, "POST", shares, newShare({}))}`;
  const excluded = `${toAll}/excluded-recipients`;
  const record = await ask(scene, "POST", excluded, { account_id: localAccount(5) });
  await ask(scene, "GET", `${excluded}/${record}`);
  await ask(scene, "GET", `${excluded}?page=1&per_page=1`);
  await ask(scene, "DELETE", `${excluded}/${record}`);
  await ask(scene, "GET", shares);
  await ask(scene, "GET", `${shares}?page=2&per_page=1&include_recipient_counts=true`);
  await ask(scene, "GET", `${toAll}?include_resources=false`);
  await ask(scene, "GET", `${toAll}/recipients`);
  await ask(scene, "GET", `${toAll}/recipients?page=1&per_page=2&include_resources=true`);
  await ask(scene, "GET", `${toAll}/resources`);
  await ask(scene, "DELETE", toAll);
  await ask(scene, "GET", `/organizations/${localOrganizationId}/shares?page=1`);
}

/** Every way in which the local Cloudflare refuses. */
export async function foreignMistakes(scene: Scene): Promise<void> {
  const to = (i: number) => ({ recipient_account_id: localAccount(i) });
  const share = `${shares}/${await ask(scene, "POST", shares, newShare(to(1)))}`;
  const toAll = `${shares}/${await ask(scene, "POST", shares, newShare({}))}`;
  await ask(scene, "POST", shares, { name: "", recipients: [], resources: [{}], color: "red" });
  await ask(scene, "POST", shares, newShare(to(1), to(1), {}));
  await ask(scene, "GET", `${shares}?per_page=51`);
  await ask(scene, "GET", `${shares}?status=gone&page=0`);
  await ask(scene, "GET", `${shares}/${"f".repeat(33)}`);
  await ask(scene, "PUT", share, []);
  await ask(scene, "POST", `${share}/recipients`, to(1));
  await ask(scene, "POST", `${toAll}/recipients`, to(1));
  await ask(scene, "PUT", `${toAll}/recipients`, [to(1)]);
  await ask(scene, "GET", `${share}/excluded-recipients`);
  await ask(scene, "POST", `${share}/resources`, newResource(RULESET));
  const [last] = scene.cloudflare.dashboard.share(share.slice(-32)).resources;
  await ask(scene, "DELETE", `${share}/resources/${last?.id}`);
  for (const kind of ["recipients", "resources"]) await ask(scene, "GET", `${share}/${kind}/${nobody}`);
  await ask(scene, "DELETE", `${toAll}/excluded-recipients/${nobody}`);
  await ask(scene, "PUT", `${shares}/${nobody}`, { name: "Nobody's" });
  await ask(scene, "DELETE", share, undefined, "read-token");
  await ask(scene, "GET", `/accounts/${nobody}/shares`);
  await ask(scene, "GET", `/organizations/${nobody}/shares`);
}

/** One request more than the limit lets through. */
export async function tooManyRequests(scene: Scene, limit: number): Promise<void> {
  for (let i = 0; i <= limit; i++) await ask(scene, "GET", `${shares}?per_page=1`);
}
