import { localOrganization } from "../../../sdk/local";
import { account, createdPath, startBench, stopBenches } from "./support";

afterEach(stopBenches);

test("10,000 recipients in one PUT, then polled", async () => {
  const bench = await startBench({ organization: localOrganization(10_001) });
  const path = await createdPath(bench);
  const everyone = Array.from({ length: 10_000 }, (_, i) => account(i + 1));
  expect((await bench.api("PUT", `${path}/recipients`, everyone)).status).toBe(204);
  bench.pass(100);
  for (let i = 0; i < 50; i++) {
    const { json } = await bench.api("GET", `${path}?include_recipient_counts=true`);
    expect(json.result.associated_recipient_count).toBe(10_000);
  }
});

test("1,000 recipients listed with their deliveries", async () => {
  const bench = await startBench({ organization: localOrganization(1001) });
  const path = await createdPath(bench, { recipients: [{}] });
  bench.pass(100);
  for (let i = 0; i < 20; i++) {
    const { json } = await bench.api("GET", `${path}/recipients?include_resources=true`);
    expect(json.result).toHaveLength(1000);
  }
});
