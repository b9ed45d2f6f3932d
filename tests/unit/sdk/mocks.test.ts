import * as pulumi from "@pulumi/pulumi";
import * as sharing from "../../../sdk/functions";
import { type LocalCloudflare, startLocalCloudflare } from "../../../sdk/local";

const shareId = "5".repeat(32);
const asked: [string, unknown][] = [];
let cloudflare: LocalCloudflare;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare();
  process.env.CLOUDFLARE_BASE_URL = cloudflare.url;
  process.env.CLOUDFLARE_API_TOKEN = "local-token";
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call({ token, inputs }) {
      if (inputs.shareId === "none") throw new Error("there is none");
      asked.push([token, inputs]);
      return { ...inputs, results: [{ name: "Mocked" }] };
    },
  });
});
beforeEach(() => asked.splice(0));
afterAll(() => cloudflare.close());

test("each function asks the mocks, with the arguments as they were given, and nobody else", async () => {
  const calls = {
    getShare: [sharing.getShare, sharing.getShareOutput],
    getShares: [sharing.getShares, sharing.getSharesOutput],
    getOrganizationShares: [sharing.getOrganizationShares, sharing.getOrganizationSharesOutput],
    getShareRecipient: [sharing.getShareRecipient, sharing.getShareRecipientOutput],
    getShareRecipients: [sharing.getShareRecipients, sharing.getShareRecipientsOutput],
    getShareExcludedRecipients: [
      sharing.getShareExcludedRecipients,
      sharing.getShareExcludedRecipientsOutput,
    ],
    getShareResource: [sharing.getShareResource, sharing.getShareResourceOutput],
    getShareResources: [sharing.getShareResources, sharing.getShareResourcesOutput],
  };
  expect(Object.keys(calls).sort()).toEqual(
    Object.keys(sharing)
      .filter((name) => !name.endsWith("Output"))
      .sort(),
  );
  for (const [name, [plain, output]] of Object.entries(calls) as [string, [Ask, AskOutput]][]) {
    const mocked = { shareId, results: [{ name: "Mocked" }] };
    expect(await plain({ shareId })).toEqual(mocked);
    expect(await knownValue(output({ shareId: pulumi.output(shareId) }))).toEqual(mocked);
    const token = `cloudflare-sharing:index:${name}`;
    expect(asked.splice(0)).toEqual([
      [token, { shareId }],
      [token, { shareId }],
    ]);
  }
  expect(cloudflare.requests).toEqual([]);
});

type Ask = (args: object) => Promise<unknown>;
type AskOutput = (args: object) => pulumi.Output<unknown>;

const knownValue = <T>(output: pulumi.Output<T>) =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

test("what the mocks throw fails the function", async () => {
  // Without its message, which the SDK takes from errors of gRPC alone.
  await expect(sharing.getShare({ shareId: "none" })).rejects.toThrow();
});
