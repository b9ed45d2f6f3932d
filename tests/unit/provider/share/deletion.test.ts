import { refusal, result, startHostileServer, stopHostileServers } from "../../support/hostileServer";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  startProcess,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(stopSharing);
afterEach(stopHostileServers);

const stateOf = (outs: Record<string, unknown>) => ({ ...outs, __provider: PROVIDER_TEXT });

describe("a share with recipients that are associating", () => {
  const busy = () => startSharing({ conflictWhileAssociating: true, transitionMs: 40_000 });

  test("is deleted once they are associated", async () => {
    const sharing = await busy();
    const { id, outs } = await created(sharing, { waitForRecipients: false });
    await sharing.share.delete(id, stateOf(outs));
    expect(sharing.cloudflare.dashboard.share(id).status).toBe("deleted");
    expect(changesOf(sharing.sent()).length).toBeGreaterThan(2);
    expect(sharing.said).toContain("Baseline: to be deleted once its recipients are associated");
    expect(sharing.said.at(-1)).toBe("Baseline: deleted");
  });

  test("within the limit of the delete; then Cloudflare's reason is told", async () => {
    const sharing = await busy();
    const { id, outs } = await created(sharing, { waitForRecipients: false });
    const before = sharing.clock.now();
    const { message } = await failureOf(
      sharing.share.delete(id, { ...stateOf(outs), timeouts: { delete: "20s" } }),
    );
    expect(message).toMatch(
      new RegExp(
        `^deleting share ${id} .*: Cloudflare answered 409: recipients of the share are associating`,
      ),
    );
    expect(sharing.clock.now() - before).toBe(20_000);
    expect(sharing.cloudflare.dashboard.share(id).status).toBe("active");
  });
});

test("another conflict is looked into once more, and told", async () => {
  const share = {
    id: "5".repeat(32),
    name: "n",
    status: "active",
    kind: "sent",
    resources: [],
    associating_recipient_count: 0,
  };
  const seen: string[] = [];
  const server = await startHostileServer((response, request) => {
    seen.push(request.method);
    const reply = request.method === "DELETE" ? refusal(409, 1002, "in use") : result(share);
    reply(response, request);
  });
  const sharing = await startSharing();
  const { share: lifecycle } = startProcess(server, sharing.clock);
  expect((await failureOf(lifecycle.delete("5".repeat(32), props()))).message).toContain("409: in use");
  expect(seen).toEqual(["DELETE", "GET", "DELETE", "GET"]);
});
