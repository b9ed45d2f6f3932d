import { ProviderProcess } from "../../../../provider/process";
import { ShareLifecycle } from "../../../../provider/share/lifecycle";
import { localOwner, startLocalCloudflare } from "../../../../sdk/local";
import { inputs } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";

async function createTraced(debug: string | undefined): Promise<string[]> {
  const clock = new FakeClock();
  const token = "a-token-that-must-not-show";
  const cloudflare = await startLocalCloudflare({ transitionMs: 0, now: clock.now, tokens: { [token]: {} } });
  const said: string[] = [];
  try {
    cloudflare.faults.add({ fault: "503", method: "POST" });
    const env = {
      CLOUDFLARE_BASE_URL: cloudflare.url,
      CLOUDFLARE_API_TOKEN: token,
      CLOUDFLARE_SHARING_DEBUG: debug,
    };
    const contexts = new ProviderProcess({ clock, env, say: (line) => said.push(line) });
    await new ShareLifecycle(contexts).create({ ...inputs(), __provider: "text" });
    expect(said.join("\n")).not.toContain(token);
    return said;
  } finally {
    await cloudflare.close();
  }
}

test("CLOUDFLARE_SHARING_DEBUG=1: one line for each request, with status, time, cf-ray, try and pace", async () => {
  const lines = await createTraced("1");
  const shares = `/accounts/${localOwner}/shares`;
  const form = /^(GET|POST) \/accounts\/\S+ \d+ \d+ ms, cf-ray [0-9a-f]{16}-LOC, try \d, paced \d+ ms$/;
  expect(lines.filter((line) => !form.test(line))).toEqual([]);
  expect(lines.filter((line) => line.startsWith(`POST ${shares} 503`))).toHaveLength(1);
  expect(
    lines.filter((line) => line.startsWith(`POST ${shares} 201`) && line.includes("try 2")),
  ).toHaveLength(1);
});

test("without it, nothing is said of requests", async () => {
  expect(await createTraced(undefined)).toEqual([]);
});
