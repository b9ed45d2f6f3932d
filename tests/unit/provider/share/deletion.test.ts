import { resource, rulesetId, to } from "../../support/builders";
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

describe("what an update removes from a share with recipients that are associating", () => {
  const two = { resources: [resource(), resource({ resourceId: rulesetId(2) })], recipients: to(1, 2) };

  /** As long as recipients are associating, as the share says. */
  async function busy() {
    const sharing = await startSharing({ transitionMs: 40_000 });
    const made = await created(sharing, { ...two, waitForRecipients: false });
    const begun = sharing.clock.now();
    const isBusy = () => sharing.clock.now() - begun < 40_000;
    sharing.cloudflare.faults.add({
      fault: "rewrite",
      method: "DELETE",
      times: 1_000,
      rewrite: (answer) => {
        if (!isBusy()) return answer;
        const errors = [{ code: 1002, message: "recipients of the share are associating" }];
        return { ...answer, status: 409, json: { success: false, errors, messages: [], result: null } };
      },
    });
    sharing.sent();
    return { sharing, made, begun };
  }

  test.each([
    ["a resource", { ...two, resources: [resource()] }, "custom-ruleset"],
    ["a recipient", { ...two, recipients: to(1), exclusive: false }, "recipient"],
  ])("%s: is asked for again until it is taken", async (_, changes, said) => {
    const { sharing, made, begun } = await busy();
    const { outs } = await sharing.share.update(made.id, stateOf(made.outs), props(changes));
    expect(outs).toMatchObject(changes);
    expect(sharing.clock.now() - begun).toBeGreaterThanOrEqual(40_000);
    expect(sharing.said.join("\n")).toMatch(
      new RegExp(`^${said}.* of share ${made.id}: to be deleted once its recipients are associated`, "m"),
    );
  });

  test("within the limit of the update; then Cloudflare's reason is told", async () => {
    const { sharing, made } = await busy();
    const before = sharing.clock.now();
    const { message } = await failureOf(
      sharing.share.update(
        made.id,
        stateOf(made.outs),
        props({ ...two, resources: [resource()], timeouts: { update: "20s" } }),
      ),
    );
    expect(message).toMatch(
      /^removing custom-ruleset\S+ from share .*: Cloudflare answered 409: recipients of the share are associating/,
    );
    expect(sharing.clock.now() - before).toBeGreaterThanOrEqual(20_000);
    expect(sharing.clock.now() - before).toBeLessThan(25_000);
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
