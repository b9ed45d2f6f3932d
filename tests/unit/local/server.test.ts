import { request } from "node:https";
import {
  localAccount,
  localOrganization,
  localOwner,
  outsideAccount,
  startLocalCloudflare,
} from "../../../sdk/local";
import { certificate, key } from "./selfSigned";
import { SHARES, startBench, stopBenches } from "./support";

afterEach(stopBenches);

test("a port of its own choice, or mine", async () => {
  const first = await startBench();
  const { port } = new URL(first.cloudflare.url);
  await expect(startLocalCloudflare({ port: Number(port) })).rejects.toThrow("EADDRINUSE");
  await first.cloudflare.close();
  const second = await startBench({ port: Number(port) });
  expect(second.cloudflare.url).toBe(`http://127.0.0.1:${port}/client/v4`);
});

test("account ids are 32 hexadecimal digits and never meet", () => {
  const ids = [...Array.from({ length: 5000 }, (_, i) => localAccount(i)), outsideAccount(0)];
  expect(new Set(ids).size).toBe(5001);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(localOrganization().accounts[0]?.id).toBe(localOwner);
});

test("https", async () => {
  const { cloudflare } = await startBench({ https: { key, cert: certificate } });
  expect(cloudflare.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/client\/v4$/);
  const headers = { authorization: "Bearer local-token" };
  const status = await new Promise((resolve, reject) => {
    const sent = request(cloudflare.url + SHARES, { ca: certificate, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", reject).end();
  });
  expect(status).toBe(200);
});

test("close breaks open connections", async () => {
  const { cloudflare } = await startBench();
  const headers = { authorization: "Bearer local-token" };
  await (await fetch(cloudflare.url + SHARES, { headers })).text();
  await cloudflare.close();
  await expect(fetch(cloudflare.url + SHARES, { headers })).rejects.toThrow();
});
