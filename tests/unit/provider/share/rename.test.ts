import type { InitFailure } from "../../../../provider/base/initFailure";
import { localAccount } from "../../../../sdk/local";
import { inputs, observed, RULESET, recipientWire } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";
import { startHostileServer, stopHostileServers } from "../../support/hostileServer";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startProcess,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(stopSharing);
afterEach(stopHostileServers);

type Made = Awaited<ReturnType<typeof created>>;

const rename = (sharing: Sharing, { id, outs }: Made, more = {}) =>
  sharing.share.update(id, { ...outs, __provider: PROVIDER_TEXT }, props({ name: "New", ...more }));

test("is one PUT, whose answer is all there is to see", async () => {
  const sharing = await startSharing();
  const made = await created(sharing);
  const { outs } = await rename(sharing, made);
  expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share", "PUT share"]);
  const { name, modified } = sharing.cloudflare.dashboard.share(made.id);
  expect(name).toBe("New");
  expect(outs).toEqual({ ...made.outs, name, modified });
});

test("while a recipient is associating, it is sent once, and the recipient is waited for", async () => {
  const sharing = await startSharing({ transitionMs: 10_000 });
  const made = await created(sharing, { waitForRecipients: false });
  const { outs } = await rename(sharing, made);
  expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
  expect(outs).toMatchObject({ name: "New", associatingRecipientCount: 0, associatedRecipientCount: 2 });
});

test("what fails after it leaves the share in the state, by its new name", async () => {
  const sharing = await startSharing({ transitionMs: 10_000 });
  const made = await created(sharing, { waitForRecipients: false });
  sharing.cloudflare.faults.add({ fault: "turn-deleting", method: "PUT" });
  const failure = await failureOf<InitFailure>(rename(sharing, made));
  expect(failure).toMatchObject({ id: made.id, properties: { name: "New" } });
  expect(failure.message).toContain("was deleted meanwhile (deleting)");
});

describe("by an answer that differs", () => {
  const SHARE = "5".repeat(32);
  const declared = inputs();
  const live = observed(declared, { share: { modified: "2026-03-01T12:00:00.000001Z" } });
  const delivered = [{ resource_id: RULESET, resource_version: 1 }];
  const recipients = [1, 2].map((i) => recipientWire(localAccount(i), { resources: delivered }));

  /** An API whose PUT answers with the share but for what is given; its readers see the new name after a look. */
  async function renamedBy(answer: object) {
    const sent: string[] = [];
    const server = await startHostileServer((response, { method, url }) => {
      const isList = url.includes("/recipients");
      sent.push(`${method} ${isList ? "recipients" : "share"}`);
      const isRenamed = sent.includes("PUT share");
      const { resources, ...bare } = live.share;
      const share = method === "PUT" ? { ...bare, name: "New", ...answer } : { ...live.share };
      if (isRenamed && method === "GET") share.name = "New";
      const result = isList ? recipients : share;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ success: true, errors: [], messages: [], result }));
    });
    const { share } = startProcess(server, new FakeClock());
    const { outs } = await share.update(SHARE, { ...declared }, { ...declared, name: "New" });
    return { outs, sent: sent.slice(2) };
  }

  test("no word of when: what was known stays", async () => {
    const { outs, sent } = await renamedBy({ modified: undefined });
    expect(sent).toEqual(["PUT share"]);
    expect(outs).toMatchObject({ name: "New", modified: "2026-03-01T12:00:00.000001Z" });
  });

  test("still the old name: it is looked at until readers see the new one", async () => {
    const { outs, sent } = await renamedBy({ name: "Baseline" });
    expect(sent).toEqual(["PUT share", "GET share", "GET recipients"]);
    expect(outs).toMatchObject({ name: "New" });
  });

  test("deleting: it does not count as done", async () => {
    const { sent } = await renamedBy({ status: "deleting" });
    expect(sent).toEqual(["PUT share", "GET share", "GET recipients"]);
  });
});
