import { Lookups } from "../../../../provider/lookup/lookups";
import { localAccount, localOrganization, localOwner, type OddAnswerName } from "../../../../sdk/local";
import { inputs } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startSharing,
  stopSharing,
  TOKEN,
} from "../../support/sharing";

afterEach(stopSharing);

const stateOf = (outs: Record<string, unknown>) => ({ ...outs, __provider: PROVIDER_TEXT });
const lookups = ({ cloudflare }: Sharing) =>
  new Lookups({
    clock: new FakeClock(),
    env: {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: cloudflare.url,
      CLOUDFLARE_ACCOUNT_ID: localOwner,
    },
  });
const noConfig = { get: () => undefined };
const always = { times: 10_000 };
const isLive = ({ status }: { status: string }) => status === "active";

describe("a null or absent list is an empty one", () => {
  test.each(["result-null", "result-absent"] as const)("%s", async (fault) => {
    const sharing = await startSharing();
    const { cloudflare } = sharing;
    cloudflare.faults.add({ fault, method: "GET", path: /\/shares$/, times: 2 });
    expect((await lookups(sharing).getShares({}, noConfig)).results).toEqual([]);
    const { id } = await sharing.share.create(props());
    expect(changesOf(sharing.sent())).toEqual(["POST shares"]);
    expect(cloudflare.dashboard.shares().filter(isLive)).toHaveLength(1);

    cloudflare.faults.add({ fault, method: "GET", path: /excluded-recipients$/, ...always });
    const organization = { ...inputs({ name: "Everyone", recipients: [{}] }) };
    const made = await sharing.share.create({ ...organization, __provider: PROVIDER_TEXT });
    const read = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.inputs).toEqual(organization);
    expect(read.id).not.toBe(id);
  });
});

describe("success with less than the schema's maximum", () => {
  const bare = [
    "result-absent",
    "result-null",
    "no-content",
    "empty",
    "errors-null",
    "errors-absent",
  ] as const;

  test.each(bare)("%s: a PUT and a DELETE are done", async (fault) => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.faults.add({ fault, method: "PUT", ...always });
    sharing.cloudflare.faults.add({ fault, method: "DELETE", ...always });
    const changes = { name: "New", recipients: [{ recipientAccountId: localAccount(3) }] };
    const { outs } = await sharing.share.update(made.id, stateOf(made.outs), props(changes));
    expect(outs).toMatchObject({ name: "New", associatedRecipientCount: 1 });
    expect(changesOf(sharing.sent())).toEqual(["PUT share", "PUT recipients"]);
    await sharing.share.delete(made.id, stateOf(outs));
    expect(changesOf(sharing.sent())).toEqual(["DELETE share"]);
    expect(sharing.cloudflare.dashboard.share(made.id).status).toBe("deleted");
  });

  test.each(["result-absent", "result-null", "no-content", "empty"] as const)(
    "%s: the share of a POST is found",
    async (fault) => {
      const sharing = await startSharing();
      sharing.cloudflare.faults.add({ fault, method: "POST" });
      const { id } = await sharing.share.create(props());
      expect(changesOf(sharing.sent())).toEqual(["POST shares"]);
      expect(sharing.cloudflare.dashboard.shares().map((share) => share.id)).toEqual([id]);
    },
  );

  test("numbers as texts, through a whole life", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault: "numbers-as-text", ...always });
    const made = await sharing.share.create(props());
    expect(made.outs).toMatchObject({
      associatedRecipientCount: 2,
      resourceStatuses: [{ resourceVersion: 1 }],
    });
    const read = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.inputs).toEqual(inputs());
    await sharing.again().share.delete(made.id, stateOf(made.outs));
    await sharing.again().share.delete("e".repeat(32), stateOf(made.outs));
    expect(changesOf(sharing.sent())).toEqual(["POST shares", "DELETE share", "DELETE share"]);
  });
});

describe("a refusal is sent once, and told", () => {
  const refusals: [OddAnswerName, RegExp][] = [
    ["400-html", /answered 400: 400 Bad Request 400 Bad Request$/],
    ["400-text", /answered 400: error code: 1003$/],
    ["400-errors-text", /answered 400: no such account$/],
    ["400-errors-object", /answered 400: without a reason$/],
    ["400-error-text", /answered 400: no such account$/],
    [
      "400-6003",
      /: Invalid request headers \(code 6003\): Invalid format for Authorization header \(code 6111\)$/,
    ],
    ["401-1000", /answered 401: Invalid API Token \(code 1000\)$/],
    ["403-9109", /answered 403: Unauthorized to access requested resource \(code 9109\)$/],
    ["407", /: something between this program and Cloudflare answered 407: 407 Proxy Auth/],
    ["challenge", /: something between this program and Cloudflare answered 403: Just a moment/],
  ];

  test.each(refusals)("%s", async (fault, said) => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault, method: "POST", ...always });
    const before = sharing.clock.now();
    const { message } = await failureOf(sharing.share.create(props()));
    expect(message.split("\n")[0]).toMatch(said);
    expect(changesOf(sharing.sent())).toEqual(["POST shares"]);
    expect(sharing.clock.now() - before).toBeLessThanOrEqual(15_000);
  });
});

describe("recipients that come by pages nevertheless", () => {
  test.each(["unasked-pages", "small-pages"] as const)("%s: all 45 are seen", async (fault) => {
    const sharing = await startSharing({ organization: localOrganization(50) });
    const recipients = Array.from({ length: 45 }, (_, i) => ({ recipientAccountId: localAccount(i + 1) }));
    sharing.cloudflare.faults.add({ fault, ...always });
    const made = await sharing.share.create(props({ recipients }));
    const read = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.inputs?.recipients).toEqual(recipients);
    expect(changesOf(sharing.sent())).toEqual(["POST shares"]);
  });

  test("a whole answer is one request", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    await sharing.share.read(made.id, stateOf(made.outs));
    expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
  });
});
