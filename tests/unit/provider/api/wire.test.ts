import {
  readEnvelope,
  readExcludedRecipients,
  readRecipients,
  readShare,
  readShareResource,
  readShares,
} from "../../../../provider/api/wire";

const envelope = (result: unknown) => readEnvelope({ success: true, errors: [], messages: [], result });
const share = { id: "s", name: "n", status: "active" };
const recipient = { id: "r", account_id: "a", association_status: "associated" };
const shareResource = {
  id: "x",
  resource_id: "i",
  resource_type: "custom-ruleset",
  status: "active",
  meta: {},
};

describe("the envelope", () => {
  test("errors and messages may be missing or null", () => {
    for (const errors of [undefined, null, []]) {
      expect(readEnvelope({ success: true, errors, messages: errors, result: 1 })).toEqual({
        success: true,
        result: 1,
        info: undefined,
      });
    }
  });

  test("a refusal may come without a result", () => {
    const read = readEnvelope({ success: false, errors: [{ code: 1004, message: "share not found" }] });
    expect(read).toMatchObject({ success: false, result: undefined });
  });

  test("page information of any make breaks nothing", () => {
    for (const result_info of [null, "3", { page: "1" }, []]) {
      expect(readEnvelope({ success: true, result: [], result_info }).info?.totalCount).toBeUndefined();
    }
    const info = { page: 1, per_page: 20, count: 2, total_count: 22, total_pages: 2 };
    const read = { pageSize: 20, totalCount: 22, totalPages: 2 };
    expect(readEnvelope({ success: true, result: [], result_info: info }).info).toEqual(read);
    const texts = { page: "1", per_page: "20", count: "2", total_count: "22", total_pages: "2" };
    expect(readEnvelope({ success: true, result: [], result_info: texts }).info).toEqual(read);
  });

  test.each([[null], [[]], ["text"], [1], [{}], [{ success: "true", result: 1 }]])("%j is none", (value) => {
    expect(() => readEnvelope(value)).toThrow();
  });
});

describe("what is sent, read with patience", () => {
  test("unknown words, fields and nulls pass", () => {
    const odd = {
      ...share,
      status: "frozen",
      target_type: "galaxy",
      kind: "lent",
      account_name: null,
      created: null,
      associated_recipient_count: null,
      resources: null,
      tags: [{ key: "a" }],
    };
    expect(readShare(envelope(odd))).toMatchObject({ status: "frozen", target_type: "galaxy", kind: "lent" });
    expect(
      readRecipients(envelope([{ ...recipient, association_status: "pausing", resources: null }])),
    ).toEqual([{ ...recipient, association_status: "pausing", resources: null }]);
    expect(readShareResource(envelope({ ...shareResource, resource_type: "new-thing" })).resource_type).toBe(
      "new-thing",
    );
  });

  test("an organization's recipient names no account", () => {
    const { account_id, ...bare } = recipient;
    expect(readRecipients(envelope([bare]))).toHaveLength(1);
  });

  test("meta may be missing or null", () => {
    const { meta, ...bare } = shareResource;
    expect(readShareResource(envelope(bare)).id).toBe("x");
    expect(readShareResource(envelope({ ...bare, meta: null })).id).toBe("x");
  });

  test.each([
    [{ ...share, id: "" }, "result.id"],
    [{ ...share, id: 7 }, "result.id"],
    [{ name: "n", status: "active" }, "result.id"],
    [{ ...share, status: null }, "result.status"],
    [{ ...share, name: null }, "result.name"],
    [{ ...share, resources: [{ ...shareResource, resource_id: null }] }, "result.resources.0.resource_id"],
    [null, "result"],
    [[share], "result"],
  ])("%j is not a share, and the place is named", (value, where) => {
    expect(() => readShare(envelope(value))).toThrow(`${where}:`);
  });

  test("one bad item spoils a list: a list that lacks an item would be worse", () => {
    expect(() => readShares(envelope([share, { ...share, id: null }]))).toThrow("result.1.id:");
    expect(() => readRecipients(envelope([{ ...recipient, association_status: undefined }]))).toThrow(
      "result.0.association_status:",
    );
    expect(() => readExcludedRecipients(envelope([{ id: "e" }]))).toThrow("result.0.account_id:");
    expect(() => readShares(envelope({}))).toThrow("result:");
  });
});

test("a list of what is none of its items is left at the first, of millions too", () => {
  const stopped = new Error("the rest was read");
  const items = (good: unknown) =>
    new Proxy([good, 0, 0], {
      get: (list, key, self) => {
        if (key === "2") throw stopped;
        return Reflect.get(list, key, self);
      },
    });
  expect(() => readShares(envelope(items(share)))).toThrow("result.1: ");
  expect(() => readRecipients(envelope(items(recipient)))).toThrow("result.1: ");
  expect(() => readShare(envelope({ ...share, resources: items(shareResource) }))).toThrow(
    "result.resources.1: ",
  );
});
