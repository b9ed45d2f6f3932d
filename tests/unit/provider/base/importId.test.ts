import fc from "fast-check";
import {
  parseImportId,
  recipientIdForm,
  resolveRecordId,
  resolveShareId,
} from "../../../../provider/base/importId";
import { ProviderError } from "../../../../provider/base/providerError";
import { unknownValue } from "../../../../provider/base/values";
import { localAccount, localOwner } from "../../../../sdk/local";

const SHARE = "5".repeat(32);
const PART = "7".repeat(32);
const uuid = (id: string) => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

describe("parseImportId", () => {
  test("a share, and a part of one", () => {
    expect(parseImportId(`${localOwner}/${SHARE}`, false)).toEqual({
      accountId: localOwner,
      shareId: SHARE,
      recordId: undefined,
    });
    expect(parseImportId(`${localOwner}/${SHARE}/${PART}`, true)).toEqual({
      accountId: localOwner,
      shareId: SHARE,
      recordId: PART,
    });
  });

  test("dashes, capitals and space around don't matter", () => {
    const text = ` ${uuid(localOwner).toUpperCase()}/${uuid(SHARE)}/${PART.toUpperCase()}\n`;
    expect(parseImportId(text, true)).toEqual({ accountId: localOwner, shareId: SHARE, recordId: PART });
  });

  test("the id of a part may be of another make, its letters as they are", () => {
    expect(parseImportId(`${localOwner}/${SHARE}/Rec-1`, true)?.recordId).toBe("Rec-1");
  });

  test.each([
    ["too short", SHARE],
    ["empty", ""],
    ["a part too many", `${localOwner}/${SHARE}/${PART}`],
    ["a slash at the end", `${localOwner}/${SHARE}/`],
    ["a slash before", `/${localOwner}/${SHARE}`],
    ["no account id", `me/${SHARE}`],
    ["no share id", `${localOwner}/baseline`],
    ["not known yet", unknownValue],
    ["no text", 5],
    ["nothing", undefined],
  ])("no share: %s", (_, text) => {
    expect(parseImportId(text, false)).toBeUndefined();
  });

  test.each([
    ["a share alone", `${localOwner}/${SHARE}`],
    ["an empty part", `${localOwner}/${SHARE}/`],
    ["a space inside", `${localOwner}/${SHARE}/a b`],
    ["too long", `${localOwner}/${SHARE}/${"x".repeat(33)}`],
    ["more", `${localOwner}/${SHARE}/${PART}/${PART}`],
  ])("no part: %s", (_, text) => {
    expect(parseImportId(text, true)).toBeUndefined();
  });

  test("never both a share and a part of one", () => {
    const piece = fc.oneof(fc.constantFrom(localOwner, SHARE, PART, "", "x"), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const text = pieces.join("/");
        const both = parseImportId(text, false) !== undefined && parseImportId(text, true) !== undefined;
        expect(both).toBe(false);
      }),
    );
  });
});

describe("resolveShareId", () => {
  test("the bare id of the state, and the form that get takes", () => {
    const ref = { accountId: localOwner, shareId: SHARE, recordId: undefined };
    expect(resolveShareId(SHARE, localOwner)).toEqual(ref);
    expect(resolveShareId(`${localOwner}/${SHARE}`, undefined)).toEqual(ref);
  });

  test("a named account wins over the one of the settings", () => {
    const other = localAccount(9);
    expect(resolveShareId(`${other}/${SHARE}`, localOwner).accountId).toBe(other);
  });

  test("anything else is told what is right", () => {
    for (const [id, account] of [
      [SHARE, undefined],
      ["me/baseline", localOwner],
    ] as const) {
      expect(() => resolveShareId(id, account)).toThrow(ProviderError);
      expect(() => resolveShareId(id, account)).toThrow(
        `reading "${id}": the id must have the form ACCOUNT_ID/SHARE_ID`,
      );
    }
  });
});

test("what may be a token is not repeated, and sent nowhere", () => {
  const token = "s3cret-_".repeat(5);
  const refusal =
    /^reading a text of \d+ characters that may be a secret: the id must have the form ACCOUNT_ID/;
  for (const id of [token, `"${token}"`, `${localOwner}/${token}`, `${localOwner}/${SHARE}/${token}`]) {
    expect(() => resolveShareId(id, localOwner)).toThrow(refusal);
    const state = { accountId: localOwner, shareId: SHARE };
    expect(() => resolveRecordId(id, state, recipientIdForm)).toThrow(refusal);
  }
});

describe("resolveRecordId", () => {
  const state = { accountId: localOwner, shareId: SHARE };

  test("the bare id of the state, and the form that get takes", () => {
    const ref = { ...state, recordId: PART };
    expect(resolveRecordId(PART, state, recipientIdForm)).toEqual(ref);
    expect(resolveRecordId(`${localOwner}/${SHARE}/${PART}`, {}, recipientIdForm)).toEqual(ref);
  });

  test("anything else is told what is right", () => {
    for (const [id, known] of [
      [PART, {}],
      [PART, { accountId: localOwner }],
      [`${localOwner}/${SHARE}`, state],
    ] as const) {
      expect(() => resolveRecordId(id, known, recipientIdForm)).toThrow(
        `reading "${id}": the id must have the form ACCOUNT_ID/SHARE_ID/RECIPIENT_ID`,
      );
    }
  });
});
