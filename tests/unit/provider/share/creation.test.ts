import { ProviderError } from "../../../../provider/base/providerError";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { beginShare } from "../../../../provider/share/creation";
import { localAccount, localOwner } from "../../../../sdk/local";
import { inputs, RULESET, resource } from "../../support/builders";
import { failureOf, type Sharing, startSharing, stopSharing } from "../../support/sharing";

afterEach(stopSharing);

const begin = (
  { contexts }: Pick<Sharing, "contexts">,
  changes: Partial<ShareInputs> = {},
  importId?: unknown,
) => beginShare(contexts.get(), inputs(changes), importId);

function leftover(sharing: Sharing): string {
  const { id } = sharing.cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Baseline",
    recipients: [1, 2].map(localAccount),
    resources: [{ resourceId: RULESET }],
  });
  sharing.clock.pass(60_000);
  return id;
}

test("by a POST of exactly what is declared; the share is held from then on", async () => {
  const sharing = await startSharing();
  const beginning = await begin(sharing, { resources: [resource({ meta: '{"a":{"b":1}}' })] });
  expect(beginning.by).toBe("creation");
  expect(sharing.cloudflare.requests.find(({ method }) => method === "POST")?.body).toEqual({
    name: "Baseline",
    recipients: [1, 2].map((i) => ({ recipient_account_id: localAccount(i) })),
    resources: [
      {
        meta: { a: { b: 1 } },
        resource_account_id: localOwner,
        resource_id: RULESET,
        resource_type: "custom-ruleset",
      },
    ],
  });
  expect(sharing.contexts.ownership.isFree(beginning.share.id)).toBe(false);
});

test("by adoption: the share is another's no longer", async () => {
  const sharing = await startSharing();
  const id = leftover(sharing);
  expect(await begin(sharing, { onDuplicate: "adopt" })).toMatchObject({ by: "adoption", share: { id } });
  expect(sharing.contexts.ownership.isFree(id)).toBe(false);
  expect(sharing.said).toEqual([expect.stringMatching(`^Baseline: share ${id}, .* old, is taken over, as`)]);
});

test("by import: with everything that was read, so that nothing is asked again", async () => {
  const sharing = await startSharing();
  const id = leftover(sharing);
  const beginning = await begin(sharing, {}, `${localOwner}/${id}`);
  expect(beginning).toMatchObject({ by: "import", share: { id }, observed: { resources: [resource()] } });
  expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
  expect(sharing.contexts.ownership.isFree(id)).toBe(false);
});

test("the import of a share that is being replaced is passed over", async () => {
  const sharing = await startSharing();
  const id = leftover(sharing);
  sharing.contexts.ownership.giveUp(id, { import: `${localOwner}/${id}` });
  const beginning = await begin(sharing, { recipients: [{}] }, `${localOwner}/${id}`);
  expect(beginning.by).toBe("creation");
  expect(beginning.share.id).not.toBe(id);
});

test("a listing that can't be read makes no share", async () => {
  const sharing = await startSharing();
  sharing.cloudflare.faults.add({ fault: "503", method: "GET", path: /\/shares$/, times: 99 });
  const error = await failureOf(begin(sharing));
  expect(error).toBeInstanceOf(ProviderError);
  expect(error.message).toContain(`creating share "Baseline" in account ${localOwner}`);
  expect(sharing.cloudflare.dashboard.shares()).toEqual([]);
  sharing.cloudflare.faults.clear();
  expect((await begin(sharing)).by).toBe("creation");
});

test("a leftover is told with its age, to the second by which Cloudflare's clock is known", async () => {
  const sharing = await startSharing();
  leftover(sharing);
  const { message } = await failureOf(begin(sharing));
  expect(message).toMatch(/share \w{32} \((59|60) s old\) has the same name/);
});

test("one of the same name at a time, others side by side", async () => {
  const sharing = await startSharing();
  const order: string[] = [];
  const slow = sharing.contexts.ownership.inTurn(`share ${localOwner} Baseline`, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (!order.includes("other")) await new Promise((resolve) => setImmediate(resolve));
    order.push("first");
  });
  await Promise.all([
    slow,
    begin(sharing).then(() => order.push("second")),
    begin(sharing, { name: "Other" }).then(() => order.push("other")),
  ]);
  expect(order).toEqual(["other", "first", "second"]);
});
