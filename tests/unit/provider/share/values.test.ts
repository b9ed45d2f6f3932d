import type { InitFailure } from "../../../../provider/base/initFailure";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { compareShares } from "../../../../provider/share/plan";
import type { LocalCloudflare } from "../../../../sdk/local";
import { inputs, RULESET, resource, rulesetId } from "../../support/builders";
import {
  type Answered,
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  replaceInAnswers,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

/** What Cloudflare makes of our values. */
afterEach(stopSharing);

const stateOf = (outs: Record<string, unknown>) => ({ ...outs, __provider: PROVIDER_TEXT });
const update = (
  { share }: Sharing,
  made: Awaited<ReturnType<typeof created>>,
  changes: Partial<ShareInputs>,
) => share.update(made.id, stateOf(made.outs), props(changes));

/** Every answer about shares has the names, and the metas, that the server made of them. */
function rewriteNames(cloudflare: LocalCloudflare, change: (name: string) => string): void {
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== "object" || value === null || !("name" in value)) return value;
    return { ...value, name: change(String(value.name)) };
  };
  const rewrite = (answer: Answered) =>
    answer.json ? { ...answer, json: { ...answer.json, result: changed(answer.json.result) } } : answer;
  cloudflare.faults.add({ fault: "rewrite", path: /\/shares/, times: 1_000, rewrite });
}

describe("a name", () => {
  test("in another normal form of Unicode is the same: no wait, and no difference later", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault: "name-nfd", times: 1_000 });
    const made = await sharing.share.create(props({ name: "Café" }));
    expect(made.outs.name).toBe("Café");
    const { inputs: read = {} } = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.name).toBe("Café");
    const renamed = await update(sharing, made, { name: "Größe" });
    expect(renamed.outs.name).toBe("Größe");
    expect(changesOf(sharing.sent())).toEqual(["POST shares", "PUT share"]);
  });

  test("that Cloudflare keeps otherwise is told at once, and both are shown", async () => {
    const sharing = await startSharing();
    rewriteNames(sharing.cloudflare, (name) => name.replaceAll(" ", "\u00a0"));
    const before = sharing.clock.now();
    const failure = await failureOf<InitFailure>(sharing.share.create(props({ name: "A B" })));
    expect(failure.message).toContain('Cloudflare has the name "A\\u00a0B", and "A B" is declared');
    expect(sharing.clock.now() - before).toBeLessThan(5_000);
    expect(failure.properties).toMatchObject({ name: "A B" });
    const [{ id = "" } = {}] = sharing.cloudflare.dashboard.shares();
    expect(failure.id).toBe(id);
  });

  test("that is cut to what it was before: the answer of the PUT tells", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, { name: "Baseline" });
    rewriteNames(sharing.cloudflare, (name) => name.slice(0, 8));
    const before = sharing.clock.now();
    const { message } = await failureOf(update(sharing, made, { name: "Baseline of all" }));
    expect(message).toContain('Cloudflare has the name "Baseline", and "Baseline of all" is declared');
    expect(sharing.clock.now() - before).toBeLessThan(5_000);
    expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
  });

  test("that readers show late is waited for", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.faults.add({ fault: "result-absent", method: "PUT" });
    let reads = 0;
    sharing.cloudflare.faults.add({
      fault: "rewrite",
      method: "GET",
      path: /\/shares\/\w+$/,
      skip: 1,
      times: 6,
      rewrite: (answer) => {
        reads++;
        return {
          ...answer,
          json: { ...answer.json, result: { ...(answer.json?.result as object), name: "Baseline" } },
        };
      },
    });
    const { outs } = await update(sharing, made, { name: "New" });
    expect(outs.name).toBe("New");
    expect(reads).toBe(6);
  });

  test("with onDeliveryError warn: a warning, and the run goes on", async () => {
    const sharing = await startSharing();
    rewriteNames(sharing.cloudflare, (name) => name.toUpperCase());
    await sharing.share.create(props({ onDeliveryError: "warn" }));
    expect(sharing.said.join("\n")).toContain(
      'warning: Cloudflare has the name "BASELINE", and "Baseline" is declared',
    );
  });
});

/** By hand, of the first resource. */
async function putMeta({ cloudflare }: Sharing, shareId: string, meta: object): Promise<void> {
  const [record] = cloudflare.dashboard.share(shareId).resources;
  const path = `/accounts/${inputs().accountId}/shares/${shareId}/resources/${record?.id}`;
  const headers = { Authorization: "Bearer local-token", "Content-Type": "application/json" };
  const response = await fetch(`${cloudflare.url}${path}`, {
    method: "PUT",
    headers,
    body: JSON.stringify({ meta }),
  });
  expect(response.status).toBe(200);
}

const withResult = ({ json, ...answer }: Answered, part: object): Answered => ({
  ...answer,
  json: { ...json, result: { ...(json?.result as object), ...part } },
});

describe("meta", () => {
  const declared = (meta: string) => ({ resources: [resource({ meta })] });

  test("that comes back with defaults: no wait, and no difference later", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault: "meta-defaults", times: 1_000 });
    const made = await sharing.share.create(props(declared('{"mode":"log"}')));
    const read = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.inputs).toMatchObject(declared('{"mode":"log"}'));
    expect(compareShares(read.props as never, inputs(declared('{"mode":"log"}'))).changed).toEqual([]);
    expect(read.props?.resourceStatuses).toMatchObject([
      { meta: '{"enabled":true,"mode":"log","schema_version":1}' },
    ]);
    await update(sharing, made, declared('{"mode":"block"}'));
    expect(changesOf(sharing.sent())).toEqual(["POST shares", "PUT resource"]);
  });

  test.each([false, true])(
    "a key that a change may have added goes with a program that is taken back (refreshed first: %s)",
    async (isRefreshed) => {
      const sharing = await startSharing();
      const made = await created(sharing, declared('{"a":{"b":1}}'));
      sharing.cloudflare.faults.add({ fault: "500-after", method: "PUT", times: 99 });
      const changed = declared('{"a":{"b":1,"c":[2]},"d":3}');
      const { properties } = await failureOf<InitFailure>(update(sharing, made, changed));
      const metaOf = () => sharing.cloudflare.dashboard.share(made.id).resources[0]?.meta;
      expect(metaOf()).toEqual({ a: { b: 1, c: [2] }, d: 3 });

      sharing.cloudflare.faults.clear();
      const state = isRefreshed ? (await sharing.share.read(made.id, properties)).props : properties;
      const wanted = inputs(declared('{"a":{"b":1}}'));
      expect(compareShares(state as never, wanted).changed).toEqual(["resources"]);
      await update(sharing, { id: made.id, outs: state ?? {} }, wanted);
      expect(metaOf()).toEqual({ a: { b: 1 } });
    },
  );

  test("of a resource that a failed update was to remove, the keys stay known, and no value, which may be secret", async () => {
    const sharing = await startSharing();
    const other = (meta: string) => resource({ resourceId: rulesetId(1), meta });
    const former = { resources: [resource({ meta: '{"a":"hunter2"}' }), other('{"b":"hunter2","c":1}')] };
    const made = await created(sharing, former);
    sharing.cloudflare.faults.add({ fault: "500-before", method: "PUT", times: 99 });
    const failed = update(sharing, made, { resources: [resource({ meta: '{"d":2}' })] });
    const { properties } = await failureOf<InitFailure>(failed);
    expect(properties.resources).toMatchObject([{ meta: '{"a":"","d":2}' }, { meta: '{"b":"","c":""}' }]);
    expect(JSON.stringify(properties)).not.toContain("hunter2");

    sharing.cloudflare.faults.clear();
    const next = { resources: [resource({ meta: "{}" }), other('{"c":1}')] };
    await update(sharing, { id: made.id, outs: properties }, next);
    const metas = sharing.cloudflare.dashboard.share(made.id).resources.map(({ meta }) => meta);
    expect(metas).toEqual([{}, { c: 1 }]);
  });

  test("what somebody has put into an item of a list is no difference after a change of the list that failed", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, declared('{"l":[{"x":1}]}'));
    await putMeta(sharing, made.id, { l: [{ x: 1, y: 9 }] });
    sharing.cloudflare.faults.add({ fault: "500-before", method: "PUT", times: 99 });
    const failed = update(sharing, made, declared('{"l":[{"x":1},{"z":1}]}'));
    const { properties } = await failureOf<InitFailure>(failed);

    sharing.cloudflare.faults.clear();
    const { props: refreshed = {} } = await sharing.share.read(made.id, properties);
    sharing.sent();
    await update(sharing, { id: made.id, outs: refreshed }, declared('{"l":[{"x":1}]}'));
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("a changed value of a given key is drift, an added key is none", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, declared('{"a":{"mode":"log"}}'));
    const byHand = async (meta: object) => {
      await putMeta(sharing, made.id, meta);
      sharing.clock.pass(1_000);
      return (await sharing.share.read(made.id, stateOf(made.outs))).inputs;
    };
    expect(await byHand({ a: { mode: "log", more: 1 }, b: 2 })).toMatchObject(
      declared('{"a":{"mode":"log"}}'),
    );
    expect(await byHand({ a: { mode: "block" }, b: 2 })).toMatchObject(declared('{"a":{"mode":"block"}}'));
    expect(await byHand({ b: 2 })).toMatchObject(declared("{}"));
  });

  test("that Cloudflare keeps otherwise is told at once, with the place and without the values, which may be secrets", async () => {
    const sharing = await startSharing();
    replaceInAnswers(sharing, "LOG", "log");
    const before = sharing.clock.now();
    const { message } = await failureOf(sharing.share.create(props(declared('{"mode":"LOG"}'))));
    expect(message).toContain(
      `Cloudflare has a meta of custom-ruleset ${RULESET} that is not as declared at mode`,
    );
    expect(message).not.toMatch(/log"|LOG/);
    expect(sharing.clock.now() - before).toBeLessThan(5_000);
  });

  test("that stays what it was: the answer of the PUT tells", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, declared('{"mode":"log"}'));
    replaceInAnswers(sharing, '"block"', '"log"');
    const before = sharing.clock.now();
    const changed = update(sharing, made, { name: "New", ...declared('{"mode":"block"}') });
    const { message } = await failureOf(changed);
    expect(message).toContain(
      `Cloudflare has a meta of custom-ruleset ${RULESET} that is not as declared at mode`,
    );
    expect(sharing.clock.now() - before).toBeLessThan(5_000);
    expect(changesOf(sharing.sent())).toEqual(["PUT share", "PUT resource"]);
  });

  test.each<[string, (answer: Answered) => Answered]>([
    ["as declared", (answer) => answer],
    ["without a result", ({ json, ...answer }) => ({ ...answer, json: { ...json, result: null } })],
    ["without a meta", (answer) => withResult(answer, { meta: null })],
  ])("that readers show late, and the PUT was answered %s, is waited for", async (_, rewrite) => {
    const sharing = await startSharing();
    const made = await created(sharing, declared("{}"));
    const { faults } = sharing.cloudflare;
    faults.add({ fault: "rewrite", method: "PUT", path: /resources/, rewrite });
    let reads = 0;
    const asBefore = ({ json, ...answer }: Answered): Answered => {
      reads++;
      return { ...answer, json: JSON.parse(JSON.stringify(json).replaceAll('{"mode":"block"}', "{}")) };
    };
    faults.add({ fault: "rewrite", method: "GET", path: /\/shares\/\w+$/, times: 6, rewrite: asBefore });
    await update(sharing, made, declared('{"mode":"block"}'));
    expect(reads).toBe(6);
    expect(changesOf(sharing.sent())).toEqual(["PUT resource"]);
  });

  test.each(["fail", "warn"])(
    "that is still the former, perhaps a secret, after an update is not in what the state keeps (onDeliveryError: %s)",
    async (onDeliveryError) => {
      const sharing = await startSharing();
      const made = await created(sharing, declared('{"mode":"hunter2"}'));
      replaceInAnswers(sharing, '"block"', '"hunter2"');
      const outcome = update(sharing, made, { ...declared('{"mode":"block"}'), onDeliveryError } as never);
      const kept =
        onDeliveryError === "warn"
          ? (await outcome).outs
          : (await failureOf<InitFailure>(outcome)).properties;
      expect(kept.resourceStatuses).toMatchObject([{ resourceId: RULESET, meta: '{"mode":""}' }]);
      expect(JSON.stringify(kept)).not.toContain("hunter2");
    },
  );
});
