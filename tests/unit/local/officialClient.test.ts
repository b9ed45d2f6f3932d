import { localAccount, localOrganizationId, localOwner } from "../../../sdk/local";
import { fromRegistry } from "../../packed/grid/tools";
import { account, type Bench, RULESET, ruleset, SHARES, shareBody, startBench, stopBenches } from "./support";

/*
 * Cloudflare's own client has two fifths of all files that a clone would install, and one test needs it: it is fetched
 * once, and kept outside the clone.
 */
const version = "7.3.0";

/** What the tests call of it. */
interface Calls {
  create: Call;
  get: Call;
  update: Call;
  delete: Call;
  list(...args: unknown[]): AsyncIterable<Answer>;
}
type Call = (...args: unknown[]) => Promise<Answer>;
type Answer = Record<string, unknown> & { id: string; resources?: unknown[] };
type Client = new (
  settings: Record<string, unknown>,
) => { resourceSharing: Calls & { recipients: Calls; resources: Calls } };

let Cloudflare: Client;
beforeAll(async () => {
  Cloudflare = require(await fromRegistry("cloudflare", version));
});
afterEach(stopBenches);

const OTHER = "f".repeat(32);
const owner = { account_id: localOwner };

async function start() {
  const bench = await startBench();
  const client = new Cloudflare({ apiToken: "local-token", baseURL: bench.cloudflare.url, maxRetries: 0 });
  const create = (changes: object = {}) =>
    client.resourceSharing.create({ ...owner, ...shareBody(), ...changes });
  return { bench, sharing: client.resourceSharing, create };
}

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

const last = (bench: Bench) => bench.cloudflare.requests.at(-1);

describe("shares", () => {
  test("create, get, update, delete", async () => {
    const { bench, sharing, create } = await start();
    const share = await create();
    expect(share).toMatchObject({ ...owner, name: "Baseline", status: "active", target_type: "account" });
    expect(last(bench)).toMatchObject({ method: "POST", path: SHARES, body: shareBody(), status: 201 });

    const read = await sharing.get(share.id, {
      ...owner,
      include_resources: true,
      include_recipient_counts: true,
    });
    expect(read).toMatchObject({ ...share, associating_recipient_count: 2 });
    expect(read.resources).toMatchObject([{ resource_id: RULESET, resource_version: 1 }]);

    expect(await sharing.update(share.id, { ...owner, name: "New" })).toMatchObject({
      id: share.id,
      name: "New",
    });
    expect(await sharing.delete(share.id, owner)).toMatchObject({ id: share.id, status: "deleting" });
    bench.pass(100);
    expect((await sharing.get(share.id, owner)).status).toBe("deleted");
  });

  test("an organization share", async () => {
    const { create } = await start();
    const share = await create({ recipients: [{ organization_id: localOrganizationId }] });
    expect(share).toMatchObject({ target_type: "organization", organization_id: localOrganizationId });
  });

  test("list walks through all pages", async () => {
    const { bench, sharing, create } = await start();
    for (let i = 0; i < 45; i++) await create({ name: `share ${i}` });
    bench.cloudflare.clearRequests();
    const all = await collect(sharing.list({ ...owner, per_page: 20 }));
    expect(all.map((one) => one.name)).toEqual(Array.from({ length: 45 }, (_, i) => `share ${i}`));
    expect(bench.cloudflare.requests.map((one) => one.query.page)).toEqual([undefined, "2", "3", "4"]);
  });

  test("list sends every filter, arrays as repeated parameters", async () => {
    const { bench, sharing } = await start();
    const recipients = [localAccount(1)];
    const spec = { accountId: localOwner, recipients, resources: [{ resourceId: RULESET }] };
    bench.cloudflare.dashboard.createShare({ ...spec, name: "tagged", tags: { team: "a", tier: "1" } });
    bench.cloudflare.dashboard.createShare({ ...spec, name: "other", tags: { team: "b" } });
    const found = await collect(
      sharing.list({
        ...owner,
        status: "active",
        kind: "sent",
        target_type: "account",
        resource_types: ["custom-ruleset", "gateway-policy"],
        order: "name",
        direction: "desc",
        include_resources: true,
        include_recipient_counts: true,
        tag: ["team=a", "tier"],
      }),
    );
    expect(found).toMatchObject([{ name: "tagged", associating_recipient_count: 1, resources: [{}] }]);
    expect(bench.cloudflare.requests[0]?.query).toMatchObject({
      resource_types: ["custom-ruleset", "gateway-policy"],
      tag: ["team=a", "tier"],
      include_resources: "true",
    });
  });
});

describe("recipients", () => {
  test("create, list, get, delete", async () => {
    const { bench, sharing, create } = await start();
    const share = await create();
    const params = { path_account_id: localOwner, recipient_account_id: localAccount(3) };
    const added = await sharing.recipients.create(share.id, params);
    expect(added).toMatchObject({ account_id: localAccount(3), association_status: "associating" });
    bench.pass(100);

    const all = await collect(
      sharing.recipients.list(share.id, { ...owner, per_page: 2, include_resources: true }),
    );
    expect(all.map((one) => one.account_id)).toEqual([1, 2, 3].map(localAccount));
    expect(all[2]?.resources).toEqual([
      { resource_id: RULESET, resource_version: 1, error: "", terminal: false },
    ]);

    const at = { ...owner, share_id: share.id };
    expect(await sharing.recipients.get(added.id, { ...at, include_resources: true })).toEqual(all[2]);
    expect(await sharing.recipients.delete(added.id, at)).toMatchObject({
      association_status: "disassociating",
    });
  });

  // The generated client sends the field under the name of its own parameter, which no contract knows.
  test("create with body_account_id is refused: the client doesn't send it as account_id", async () => {
    const { bench, sharing, create } = await start();
    const share = await create();
    const params = { path_account_id: localOwner, body_account_id: localAccount(3) };
    await expect(sharing.recipients.create(share.id, params)).rejects.toMatchObject({
      status: 400,
      errors: [{ code: 1001, source: { pointer: "/body_account_id" } }],
    });
    expect(last(bench)?.body).toEqual({ body_account_id: localAccount(3) });
  });

  // Its first page is everything, since neither page nor per_page is sent, and then it asks for page 2.
  test("list without per_page repeats what lies beyond the first twenty", async () => {
    const { sharing, create } = await start();
    const share = await create({ recipients: Array.from({ length: 25 }, (_, i) => account(i + 1)) });
    const all = await collect(sharing.recipients.list(share.id, owner));
    expect(all).toHaveLength(30);
    expect(new Set(all.map((one) => one.id)).size).toBe(25);
  });
});

describe("resources", () => {
  test("create, list, get, update, delete", async () => {
    const { bench, sharing, create } = await start();
    const share = await create();
    const body = { ...ruleset(OTHER), resource_type: "gateway-policy" as const };
    const added = await sharing.resources.create(share.id, { ...owner, ...body });
    expect(added).toMatchObject({ ...body, resource_version: 1, status: "active" });

    expect(await collect(sharing.resources.list(share.id, { ...owner, per_page: 1 }))).toHaveLength(2);
    const filter = { ...owner, resource_type: "gateway-policy", status: "active" } as const;
    expect(await collect(sharing.resources.list(share.id, filter))).toEqual([added]);

    const at = { ...owner, share_id: share.id };
    expect(await sharing.resources.get(added.id, at)).toEqual(added);
    const updated = await sharing.resources.update(added.id, { ...at, meta: { x: 1 } });
    expect(updated).toMatchObject({ id: added.id, meta: { x: 1 }, resource_version: 2 });
    expect(await sharing.resources.delete(added.id, at)).toMatchObject({ id: added.id, status: "deleting" });
    bench.pass(100);
    expect((await sharing.resources.get(added.id, at)).status).toBe("deleted");
  });
});

test("its errors carry code and message", async () => {
  const { sharing } = await start();
  await expect(sharing.get("e".repeat(32), owner)).rejects.toMatchObject({
    status: 404,
    errors: [{ code: 1004, message: "share not found" }],
  });
});

test("e-mail and key work as well", async () => {
  const bench = await startBench({ apiKeys: { "me@example.com": "k1" } });
  const settings = {
    apiToken: null,
    apiEmail: "me@example.com",
    apiKey: "k1",
    baseURL: bench.cloudflare.url,
  };
  const client = new Cloudflare({ ...settings, maxRetries: 0 });
  expect(await collect(client.resourceSharing.list(owner))).toEqual([]);
  expect(last(bench)?.credential).toBe("key");
});
