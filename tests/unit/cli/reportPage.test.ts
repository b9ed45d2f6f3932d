import { createHash } from "node:crypto";
import { printableLines } from "../../../provider/base/text";
import { observedShare } from "../../../provider/model/observed";
import type { AccountReading } from "../../../sdk/cli/report/accountReport";
import { reportPage } from "../../../sdk/cli/report/page";
import { localAccount, localOwner } from "../../../sdk/local";
import { all, type Element, parseHtml, rowsOf, tagged, textOf, withId } from "./htmlTree";
import { largeEstate, now, recipient, shareWire } from "./reportEstate";
import { accounts, hostileNames, resourceId } from "./support";

const [first, second, third, fourth, fifth] = accounts(1, 5) as [string, string, string, string, string];
const noPlan = { error: "no Gateway plan", terminal: true };
const tooMany = { error: "too many policies", terminal: false };

/** One of everything. */
function smallEstate(): AccountReading {
  const toAccounts = [
    recipient(first, "associated"),
    recipient(second, "associating", noPlan),
    recipient(third, "associating", tooMany),
    recipient(fourth, "associating", "waiting"),
    recipient(fifth, "disassociated"),
  ];
  const toAll = [recipient(first, "associated"), recipient(second, "disassociating")];
  const excluded = [{ id: resourceId(77), account_id: fifth }];
  const organization = shareWire(2, { name: "To all", target_type: "organization" });
  return {
    accountId: localOwner,
    sent: [
      observedShare(shareWire(1), toAccounts, [], localOwner),
      observedShare(organization, toAll, excluded, localOwner),
    ],
    received: [shareWire(3, { name: "From four", account_id: fourth, account_name: "Local Account 4" })],
    now,
  };
}

const nothing: AccountReading = { accountId: localOwner, sent: [], received: [], now };
const parse = (reading: AccountReading) => parseHtml(reportPage(reading));
const small = parse(smallEstate());

describe("what it shows", () => {
  test("what has not arrived, with the reason: failures first", () => {
    const rule = `custom-ruleset ${resourceId(1)}`;
    expect(rowsOf(withId(small, "open"))).toEqual([
      ["1. Baseline 1", "failed, not tried again", `${rule}: no Gateway plan`, "1", second],
      ["1. Baseline 1", "failed, tried again", "associating: too many policies", "1", third],
      ["1. Baseline 1", "on its way", "none given", "1", fourth],
      ["2. To all", "being removed", "none given", "1", second],
    ]);
  });

  test("accounts that wait for the same reason share a row, which names twenty", () => {
    const many = accounts(1, 23).map((account) => recipient(account, "associating", noPlan));
    const sent = [observedShare(shareWire(1), many, [], localOwner)];
    const [row, ...others] = rowsOf(withId(parse({ ...nothing, sent }), "open"));
    expect(others).toEqual([]);
    expect(row?.[3]).toBe("23");
    expect(row?.[4]).toBe(`${accounts(1, 20).join(" ")} and 3 more: F in the matrix`);
  });

  test("the shares, with their recipients by state and whom they exclude", () => {
    const resource = `custom-ruleset ${resourceId(1)}`;
    const created = "2026-11-20 8 days ago";
    expect(rowsOf(withId(small, "sent"))).toEqual([
      [
        "1",
        `Baseline 1 ${shareWire(1).id}`,
        "active",
        "account",
        resource,
        "1",
        "1",
        "2",
        "0",
        "1",
        "none",
        created,
      ],
      [
        "2",
        `To all ${shareWire(2).id}`,
        "active",
        "organization",
        resource,
        "1",
        "0",
        "0",
        "1",
        "0",
        fifth,
        created,
      ],
    ]);
    expect(rowsOf(withId(small, "received"))).toEqual([
      [`From four ${shareWire(3).id}`, "active", "account", resource, `Local Account 4 ${fourth}`, created],
    ]);
  });

  test("who receives what, and whom a share excludes; former recipients have no mark", () => {
    expect(rowsOf(withId(small, "matrix"))).toEqual([
      [first, "2", "✓", "✓"],
      [second, "1", "F", "L"],
      [third, "1", "R", ""],
      [fourth, "1", "W", ""],
      [fifth, "0", "", "X"],
    ]);
    const heads = tagged(withId(small, "matrix"), "th").filter(
      ({ attributes }) => attributes.scope === "col",
    );
    expect(heads.map(textOf)).toEqual(["Account", "Receives", "1. Baseline 1", "2. To all"]);
    const legend = all(small, ({ attributes }) => attributes.class === "legend").map(textOf);
    expect(legend).toEqual([
      expect.stringContaining("F failed, not tried again R failed, tried again W on its way"),
    ]);
  });

  test("an account without shares says so, without tables", () => {
    const page = parse(nothing);
    expect(tagged(page, "table")).toEqual([]);
    for (const text of [
      "sends no share",
      "receives no share",
      "No account receives",
      "Everything has arrived",
    ])
      expect(textOf(page)).toContain(text);
  });
});

describe("for everybody", () => {
  const idsOf = (page: Element) =>
    all(page, ({ attributes }) => "id" in attributes).map(({ attributes }) => attributes.id);

  test("every table has a caption, and its headers a scope; every control a label", () => {
    const tables = tagged(small, "table");
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      expect(tagged(table, "caption").map(textOf)).toEqual([expect.stringMatching(/\w/)]);
      for (const head of tagged(table, "th")) expect(head.attributes.scope).toMatch(/^(col|row)$/);
      for (const row of tagged(table, "tr").slice(1))
        expect(tagged(row, "th").map(({ attributes }) => attributes.scope)).toEqual(["row"]);
    }
    const labels = tagged(small, "label").map(({ attributes }) => attributes.for);
    const controls = tagged(small, "input", "select").map(({ attributes }) => attributes.id);
    expect(labels).toEqual(controls);
    expect(controls).toHaveLength(6);
  });

  test("ids are unique, and whatever is pointed at is there", () => {
    const ids = idsOf(small);
    expect(new Set(ids).size).toBe(ids.length);
    const names = ["for", "aria-labelledby", "aria-describedby"];
    const references = all(small, () => true).flatMap(({ attributes }) => [
      ...names.flatMap((name) => attributes[name] ?? []),
      ...(attributes.href ? [attributes.href.slice(1)] : []),
    ]);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("the counts of filters are live, and what scrolls can be reached and has a name", () => {
    const live = all(small, ({ attributes }) => attributes.role === "status").map(textOf);
    expect(live).toEqual(["4 rows", "2 shares", "5 accounts, 2 shares", "1 share"]);
    const scrolling = all(small, ({ attributes }) => attributes.class === "scroll");
    expect(scrolling).toHaveLength(4);
    for (const { attributes } of scrolling)
      expect(attributes).toMatchObject({
        role: "region",
        tabindex: "0",
        "aria-labelledby": expect.any(String),
      });
  });

  test("controls are hidden until the script runs: without it none is dead", () => {
    const controls = all(small, ({ attributes }) => attributes.class === "controls");
    expect(controls).toHaveLength(4);
    for (const { attributes } of controls) expect(attributes).toHaveProperty("hidden");
    expect(tagged(small, "button")).toEqual([]);
  });
});

describe("nothing runs and nothing is fetched", () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");

  test("the policy allows the page's own script and style, by hash, and comes before them", () => {
    const [head] = tagged(small, "head");
    const [charset, policy] = tagged(head as Element, "meta", "style");
    const [script, ...moreScripts] = tagged(small, "script");
    const [style, ...moreStyles] = tagged(small, "style");
    expect([...moreScripts, ...moreStyles]).toEqual([]);
    expect(charset?.attributes).toEqual({ charset: "utf-8" });
    expect(policy?.attributes["http-equiv"]).toBe("Content-Security-Policy");
    expect(policy?.attributes.content?.split("; ")).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${sha256(String(script?.children[0]))}'`,
      `style-src 'sha256-${sha256(String(style?.children[0]))}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test("no attribute fetches, runs or styles; links lead into the page", () => {
    const found = all(small, () => true).flatMap(({ attributes }) => Object.entries(attributes));
    const wrong = found.filter(
      ([name, value]) =>
        /^(on|src|style|action|formaction|data$|ping|poster|background)/.test(name) ||
        (name === "href" && !value.startsWith("#")),
    );
    expect(found.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    const [style, script] = tagged(small, "style", "script").map((one) => String(one.children[0]));
    expect(style).not.toMatch(/url\(|@import/);
    expect(script).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|fetch|import/,
    );
  });

  /** Tags and attributes without their values. */
  const shape = (element: Element): unknown => [
    element.tag,
    Object.keys(element.attributes),
    ...element.children.flatMap((child) => (typeof child === "string" ? [] : [shape(child)])),
  ];

  test.each([
    ...hostileNames,
    "</script><script>alert(1)</script>",
    "</style><style>*{}</style>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload="alert(1)">',
    "' onfocus='alert(1)' autofocus='",
    "<!-- --!> <![CDATA[ ]]>",
    "&lt;b&gt; &#60; &",
    "</title></code></td></table>",
    "javascript:alert(1)",
  ])("%j is text, wherever it comes from", (name) => {
    const spoiled = (text: string): AccountReading => {
      const resource = { ...shareWire(1).resources?.[0], resource_type: text, status: text };
      const changes = { name: text, account_name: text, status: text, target_type: text };
      const wire = shareWire(1, { ...changes, resources: [resource as never] });
      const recipients = [recipient(text, "associating", { error: text, terminal: true })];
      const sent = [observedShare(wire, recipients, [{ id: "1", account_id: text }], localOwner)];
      return { accountId: localOwner, sent, received: [{ ...wire, account_id: text }], now };
    };
    const page = reportPage(spoiled(name));
    const tree = parseHtml(page);
    expect(shape(tree)).toEqual(shape(parse(spoiled("plain"))));
    const [title] = tagged(tree, "title").flatMap(({ children }) => children);
    expect(title).toBe(`Cloudflare shares of ${printableLines(name.replaceAll("\n", "\\n"))}`);
    // What is printed passes the terminal's gate unchanged, or the hashes would not hold.
    expect(printableLines(page)).toBe(page);
  });
});

test("1,000 accounts by 200 shares stay below 2 MB, all there without a script", () => {
  const page = reportPage(largeEstate());
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  // Two more in each row of the four tables.
  expect(page.slice(page.indexOf('id="matrix"'), page.indexOf('id="received"')).match(/<td/g)).toHaveLength(
    200 * 1_000 + 4 * 1_000,
  );
  expect(page).toContain(`<tr><th scope=row>${localAccount(1_000)}<td>`);
});
