import { CloudflareClient } from "../../../../provider/api/client";
import * as endpoints from "../../../../provider/api/endpoints";
import { FakeClock } from "../../support/fakeClock";
import {
  type Reply,
  refusal,
  result,
  startHostileServer,
  stopHostileServers,
} from "../../support/hostileServer";
import { failureOf } from "../../support/sharing";

afterEach(stopHostileServers);

const ref = { accountId: "a", shareId: "s" };
const share = { id: "s", name: "n", status: "active" };
const resource = { id: "x", resource_id: "r", resource_type: "custom-ruleset", status: "active" };
const recipient = (i: number) => ({ id: `r${i}`, account_id: `a${i}`, association_status: "associated" });

async function bench(...replies: Reply[]) {
  const server = await startHostileServer(...replies);
  const credentials = { kind: "token", token: "t" } as const;
  const client = new CloudflareClient({ credentials, baseUrl: server.url }, { clock: new FakeClock() });
  const raw = () => server.seen.map(({ method, url }) => `${method} ${url}`);
  return { client, raw, sent: () => raw().map(decodeURIComponent) };
}

type Asked = (client: CloudflareClient) => Promise<unknown>;

const everything: endpoints.ShareQuery = {
  status: "active",
  kind: "sent",
  target_type: "account",
  resource_types: ["custom-ruleset", "gateway-policy"],
  order: "name",
  direction: "desc",
  tag: ["env=a", "team"],
  include_resources: true,
};

const page = "page=1&per_page=50";
const inWords =
  "status=active&kind=sent&target_type=account&resource_types=custom-ruleset&resource_types=gateway-policy" +
  "&order=name&direction=desc&tag=env=a&tag=team&include_resources=true";

const asked: [string, Asked, unknown, string][] = [
  [
    "a share",
    (client) => endpoints.getShare(client, ref, { include_recipient_counts: true }),
    share,
    "/accounts/a/shares/s?include_recipient_counts=true",
  ],
  [
    "shares",
    (client) => endpoints.listShares(client, "a", everything, 9),
    [share],
    `/accounts/a/shares?${inWords}&${page}`,
  ],
  [
    "an organization's shares",
    (client) => endpoints.listOrganizationShares(client, "o", { kind: "received" }, 9),
    [share],
    `/organizations/o/shares?kind=received&${page}`,
  ],
  [
    "a recipient",
    (client) => endpoints.getRecipient(client, ref, "r1", { include_resources: true }),
    recipient(1),
    "/accounts/a/shares/s/recipients/r1?include_resources=true",
  ],
  [
    "recipients, in one answer",
    (client) => endpoints.listRecipients(client, ref, {}),
    [recipient(1), recipient(2)],
    "/accounts/a/shares/s/recipients",
  ],
  [
    "excluded recipients, in one answer",
    (client) => endpoints.listExcludedRecipients(client, ref),
    [{ id: "e", account_id: "a1" }],
    "/accounts/a/shares/s/excluded-recipients",
  ],
  [
    "a share resource",
    (client) => endpoints.getShareResource(client, ref, "x"),
    resource,
    "/accounts/a/shares/s/resources/x",
  ],
  [
    "share resources",
    (client) => endpoints.listShareResources(client, ref, { resource_type: "t", status: "deleted" }, 9),
    [resource],
    `/accounts/a/shares/s/resources?resource_type=t&status=deleted&${page}`,
  ],
];

test.each(asked)("%s: one GET", async (_, ask, wire, url) => {
  const { client, sent } = await bench(result(wire, { total_count: 1, total_pages: 1 }));
  expect(await ask(client)).toEqual(wire);
  expect(sent()).toEqual([`GET ${url}`]);
});

test("at most so many", async () => {
  const shares = Array.from({ length: 50 }, (_, i) => ({ ...share, id: `s${i}` }));
  const paged = await bench(result(shares, { page: 1, total_count: 150, total_pages: 3 }));
  const found = await endpoints.listShares(paged.client, "a", {}, 40);
  expect(found.map(({ id }) => id)).toEqual(shares.slice(0, 40).map(({ id }) => id));
  expect(paged.sent()).toHaveLength(1);
});

test("ids are escaped, and a refusal is not asked about again", async () => {
  const { client, raw } = await bench(refusal(404, 1004, "share not found"));
  const odd = { accountId: "a/b", shareId: "c?d" };
  await expect(failureOf(endpoints.getShare(client, odd, {}))).resolves.toMatchObject({ isMissing: true });
  expect(raw()).toEqual(["GET /accounts/a%2Fb/shares/c%3Fd"]);
});
