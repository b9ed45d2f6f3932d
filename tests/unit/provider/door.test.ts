import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { inputs, resource, rulesetId } from "../support/builders";

const hint = /this run got the stack's config from the state/;
const config = { "cloudflare:apiToken": "refused", "cloudflare:baseUrl": "" };

let cloudflare: LocalCloudflare;
let shareId: string;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ tokens: { "local-token": {}, refused: { accounts: [] } } });
  config["cloudflare:baseUrl"] = cloudflare.url;
  const content = {
    name: "Baseline",
    recipients: [localAccount(1)],
    resources: [{ resourceId: rulesetId(1) }],
  };
  shareId = cloudflare.dashboard.createShare({ accountId: localOwner, ...content }).id;
});
afterAll(() => cloudflare.close());

interface Methods {
  read(id: string, properties: object): Promise<unknown>;
  delete(id: string, properties: object): Promise<unknown>;
}

/** The methods that a share's text gets in a process of its own. */
function openDoor(): Methods {
  const methods = {};
  jest.isolateModules(() => {
    const { share } = require("../../../provider") as typeof import("../../../provider");
    share(methods, { config: { get: (key) => config[key as keyof typeof config] } });
  });
  return methods as Methods;
}

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => "",
    (error: Error) => error.message,
  );

test("where no program runs, a refusal says where the credentials are from, whatever the state has", async () => {
  const states = [inputs(), { ...inputs(), resources: [resource()], created: "2026-01-01T00:00:00Z" }];
  for (const state of states) {
    expect(await messageOf(openDoor().read(shareId, state))).toMatch(hint);
    expect(await messageOf(openDoor().delete(shareId, state))).toMatch(hint);
  }
});

test("a get tells that a program runs, with the config of this run", async () => {
  const { read, delete: remove } = openDoor();
  expect(await messageOf(read(`${localOwner}/${shareId}`, { accountId: localOwner }))).toMatch(/403/);
  expect(await messageOf(remove(shareId, inputs()))).toMatch(/403/);
  expect(await messageOf(remove(shareId, inputs()))).not.toMatch(hint);
});
