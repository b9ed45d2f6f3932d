import { localAccount, localOrganizationId, localOwner, outsideAccount } from "../../../sdk/local";
import {
  account,
  createdPath,
  expectRefusal,
  ruleset,
  SHARES,
  shareBody,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

describe("POST shares refuses", () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ["an unknown field", { tags: [] }, ["/tags"]],
    ["a name that is no text", { name: 3 }, ["/name"]],
    ["an empty name", { name: "" }, ["/name"]],
    ["no recipients", { recipients: [] }, ["/recipients"]],
    ["no resources", { resources: [] }, ["/resources"]],
    ["recipients that are no list", { recipients: {} }, ["/recipients"]],
    ["an unknown recipient field", { recipients: [{ ...account(1), x: 1 }] }, ["/recipients/0/x"]],
    ["a null", { recipients: [{ recipient_account_id: null }] }, ["/recipients/0/recipient_account_id"]],
    ["the same recipient twice", { recipients: [account(1), account(1)] }, ["/recipients/1"]],
    [
      "the same by its old name",
      { recipients: [account(1), { account_id: localAccount(1) }] },
      ["/recipients/1"],
    ],
    ["accounts and organization mixed", { recipients: [account(1), {}] }, ["/recipients"]],
    ["two organizations", { recipients: [{}, { organization_id: localOrganizationId }] }, ["/recipients"]],
    ["the owner", { recipients: [account(0)] }, ["/recipients/0/recipient_account_id"]],
    [
      "outsiders, each named",
      {
        recipients: [
          { account_id: outsideAccount(1) },
          account(2),
          { recipient_account_id: outsideAccount(2) },
        ],
      },
      ["/recipients/0/account_id", "/recipients/2/recipient_account_id"],
    ],
    ["a long resource id", { resources: [ruleset("a".repeat(33))] }, ["/resources/0/resource_id"]],
    ["no meta", { resources: [{ ...ruleset(), meta: undefined }] }, ["/resources/0/meta"]],
    ["meta that is text", { resources: [{ ...ruleset(), meta: "{}" }] }, ["/resources/0/meta"]],
    ["meta that is a list", { resources: [{ ...ruleset(), meta: [] }] }, ["/resources/0/meta"]],
    ["a new type", { resources: [{ ...ruleset(), resource_type: "x" }] }, ["/resources/0/resource_type"]],
    ["the same resource twice", { resources: [ruleset(), ruleset()] }, ["/resources/1/resource_id"]],
  ])("%s", async (_, changes, pointers) => {
    const bench = await startBench();
    expectRefusal(await bench.api("POST", SHARES, shareBody(changes)), 400, ...pointers);
    expect(bench.cloudflare.dashboard.shares()).toEqual([]);
  });

  test("a body that is no JSON, or none", async () => {
    const bench = await startBench();
    expectRefusal(await bench.api("POST", SHARES, undefined, { rawBody: "{" }), 400);
    expectRefusal(await bench.api("POST", SHARES), 400);
  });

  test("an account outside every organization", async () => {
    const bench = await startBench();
    const answer = await bench.api("POST", `/accounts/${outsideAccount(0)}/shares`, shareBody());
    expectRefusal(answer, 400, "/recipients/0/recipient_account_id", "/recipients/1/recipient_account_id");
  });
});

describe("queries refuse", () => {
  test.each([
    ["?name=x", "/name"],
    ["?status=gone", "/status"],
    ["?status=active&status=deleted", "/status"],
    ["?kind=both", "/kind"],
    ["?target_type=team", "/target_type"],
    ["?resource_types=custom-ruleset&resource_types=x", "/resource_types/1"],
    ["?resource_types[]=custom-ruleset", "/resource_types[]"],
    ["?order=id", "/order"],
    ["?direction=up", "/direction"],
    ["?page=0", "/page"],
    ["?page=one", "/page"],
    ["?per_page=51", "/per_page"],
    ["?include_resources=1", "/include_resources"],
    [`?${Array(21).fill("tag=a").join("&")}`, "/tag"],
  ])("%s", async (query, pointer) => {
    const bench = await startBench();
    expectRefusal(await bench.api("GET", SHARES + query), 400, pointer);
  });

  test("parameters where there are none", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    expectRefusal(await bench.api("GET", `${path}?page=1`), 400, "/page");
    expectRefusal(await bench.api("GET", `${path}/recipients?status=associated`), 400, "/status");
    expectRefusal(
      await bench.api("GET", `${path}/resources?include_resources=true`),
      400,
      "/include_resources",
    );
    expectRefusal(await bench.api("POST", `${SHARES}?x=1`, shareBody()), 400, "/x");
  });

  test("the limits themselves are fine", async () => {
    const bench = await startBench();
    expect((await bench.api("GET", `${SHARES}?per_page=50`)).status).toBe(200);
    expect((await bench.api("GET", `${SHARES}?${Array(20).fill("tag=a").join("&")}`)).status).toBe(200);
  });

  test("pageLimit moves the limit", async () => {
    const bench = await startBench({ pageLimit: 1000 });
    expect((await bench.api("GET", `${SHARES}?per_page=1000`)).status).toBe(200);
    expectRefusal(await bench.api("GET", `${SHARES}?per_page=1001`), 400, "/per_page");
  });
});

describe("routes", () => {
  test.each([
    ["GET", "/accounts", 404, 7003],
    ["GET", `/accounts/${localOwner}/rulesets`, 404, 7003],
    ["PATCH", SHARES, 405, 7001],
    ["DELETE", SHARES, 405, 7001],
    ["GET", `${SHARES}/${"a".repeat(33)}`, 400, 1001],
    ["GET", `${SHARES}/${"e".repeat(32)}`, 404, 1004],
  ])("%s %s", async (method, path, status, code) => {
    const bench = await startBench();
    const answer = await bench.api(method, path);
    expectRefusal(answer, status);
    expect(answer.json.errors[0].code).toBe(code);
  });

  test("outside /client/v4 there is nothing", async () => {
    const bench = await startBench();
    const response = await fetch(bench.cloudflare.url.replace("/client/v4", "/v5/x"));
    expect(response.status).toBe(404);
  });
});

test("another account's share takes no writes", async () => {
  const bench = await startBench();
  const path = (await createdPath(bench)).replace(localOwner, localAccount(1));
  expectRefusal(await bench.api("PUT", path, { name: "x" }), 404);
  expectRefusal(await bench.api("DELETE", path), 404);
  expectRefusal(await bench.api("PUT", `${path}/recipients`, [account(3)]), 404);
  expect(bench.cloudflare.dashboard.shares()).toMatchObject([{ name: "Baseline", status: "active" }]);
});

test.each(["deleting", "deleted"])("a share that is %s takes no writes", async (status) => {
  const bench = await startBench();
  const path = await createdPath(bench, { resources: [ruleset(), ruleset("f".repeat(32))] });
  const recipient = (await bench.api("GET", `${path}/recipients`)).json.result[0].id;
  const resource = (await bench.api("GET", `${path}/resources`)).json.result[0].id;
  await bench.api("DELETE", path);
  if (status === "deleted") bench.pass(100);
  const before = bench.cloudflare.dashboard.shares();
  const writes: [string, string, unknown?][] = [
    ["PUT", path, { name: "x" }],
    ["DELETE", path],
    ["POST", `${path}/recipients`, account(3)],
    ["PUT", `${path}/recipients`, [account(3)]],
    ["DELETE", `${path}/recipients/${recipient}`],
    ["POST", `${path}/resources`, ruleset("e".repeat(32))],
    ["PUT", `${path}/resources/${resource}`, { meta: { x: 1 } }],
    ["DELETE", `${path}/resources/${resource}`],
  ];
  for (const [method, at, body] of writes) expectRefusal(await bench.api(method, at, body), 400);
  expect(bench.cloudflare.dashboard.shares()).toEqual(before);
  expect((await bench.api("GET", path)).json.result.status).toBe(status);
});
