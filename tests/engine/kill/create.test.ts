import { share } from "../declarations";
import { active, cloudflare, count, freshCloudflare, killAt, open, table, type Victims } from "./killing";

beforeEach(freshCloudflare);

// The requests of a create: the guard's listing, the POST, the poll, the recipients.
const createCells: [number, boolean, Victims][] = [
  [0, false, "engine and provider"],
  [1, false, "engine and provider"],
  [1, true, "engine and provider"],
  [2, false, "engine and provider"],
  [3, false, "engine and provider"],
  [0, false, "provider"],
  [1, false, "provider"],
  [1, true, "provider"],
  [2, false, "provider"],
  [3, false, "provider"],
];

test.each(createCells)(
  "killed at request %d of a create (committed: %s), %s",
  async (skip, committed, victims) => {
    const stack = await open();
    const request = await killAt(stack, skip, committed, victims);
    const left = active();
    expect(left).toHaveLength(skip > 1 || committed ? 1 : 0);
    expect(await stack.resources()).toEqual([]);
    const said: string[] = [];
    if (left[0]) {
      const refused = await stack.up();
      expect(refused.ok).toBe(false);
      expect(refused.output).toMatch(
        new RegExp(`share ${left[0].id} \\(.* old\\) has the same name, recipients and resources`),
      );
      expect(refused.output).toContain('onDuplicate: "adopt"');
      said.push("fail: names the leftover");
      await stack.declare({ shares: [share({ onDuplicate: "adopt" })] });
    }
    const next = await stack.up();
    expect(next).toMatchObject({ ok: true, operations: { create: 1 } });
    said.push(left[0] ? "adopt: takes it over" : "creates it");
    expect(active()).toHaveLength(1);
    expect((await stack.resources()).map((one) => one.id)).toEqual(active().map((one) => one.id));
    if (left[0]) expect(active()[0]?.id).toBe(left[0].id);
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
    expect(cloudflare.requests).toHaveLength(0);
    table.push({
      operation: "create",
      victims,
      request,
      live: count(left),
      nextUp: `${said.join("; ")}; then 1 share`,
    });
  },
);

test('killed after the POST was committed, then onDuplicate: "create": a second share, as asked for', async () => {
  const stack = await open();
  const request = await killAt(stack, 1, true, "engine and provider");
  await stack.declare({ shares: [share({ onDuplicate: "create" })] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(active()).toHaveLength(2);
  table.push({
    operation: "create",
    victims: "engine and provider",
    request,
    live: "1 share",
    nextUp: "create: makes a second; then 2 shares",
  });
});
