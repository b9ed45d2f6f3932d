import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import {
  type LocalCloudflare,
  localAccount,
  localOrganization,
  localOwner,
  startLocalCloudflare,
} from "../../../sdk/local";
import { ensureChromium } from "../../toolchain/chromium";
import { settingsOf } from "../declarations";
import { setUp } from "../engine";
import { hostileNames, plainShares, sendAll, shareCount } from "./estate";

/**
 * The report of the installed command line, as a browser shows it. `SHARING_TEST_SCREENSHOTS=FOLDER` keeps pictures of it,
 * for a person to look at.
 */
const pictures = process.env.SHARING_TEST_SCREENSHOTS;

/** Ends what hangs. */
const timeout = 5 * 60_000;

let folder: string;
let cloudflare: LocalCloudflare;
let browser: Browser;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-report-"));
  cloudflare = await startLocalCloudflare({ transitionMs: 0, organization: localOrganization(30) });
  sendAll(cloudflare);
  const file = join(folder, "report.html");
  const command = join(setUp("SHARING_TEST_ESTATE"), "node_modules/.bin/pulumi-cloudflare-sharing");
  const env = { ...process.env, ...settingsOf(cloudflare), CLOUDFLARE_ACCOUNT_ID: localOwner };
  await promisify(execFile)(command, ["report", "--out", file], { env });
  url = pathToFileURL(file).href;
  browser = await chromium.launch({ executablePath: await ensureChromium(() => undefined), timeout });
});
afterAll(async () => {
  await browser?.close();
  await cloudflare.close();
});

interface Opened {
  page: Page;
  /** What the page asked for, what it printed, and what it threw. */
  requests: string[];
  complaints: string[];
}

async function open(options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(timeout);
  await context.addInitScript({ path: join(__dirname, "inPage.js") });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => void requests.push(request.url()));
  page.on("console", (message) => void complaints.push(message.text()));
  page.on("pageerror", (error) => void complaints.push(error.message));
  await page.goto(url);
  return { page, requests, complaints };
}

/** The tests' own functions in the page. */
const ask = <T>(page: Page, call: string): Promise<T> => page.evaluate<T>(`inPage.${call}`);

async function keepPicture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** What the page says it shows. */
async function countOf(page: Page, section: string): Promise<string | null> {
  await ask(page, "settled()");
  return page.locator(`#${section}-count`).textContent();
}

test("names are text: none of them runs, nothing is fetched, and the policy holds", async () => {
  const { page, requests, complaints } = await open();
  expect(await ask<string[]>(page, 'column("sent", 1)')).toEqual(expect.arrayContaining(hostileNames));
  expect(await page.locator("script").count()).toBe(1);
  expect(await page.locator("img, svg, iframe, [onfocus], [onerror]").count()).toBe(0);
  expect(await page.locator("body").textContent()).not.toMatch(/\p{Bidi_Control}/u);
  expect({ ran: await page.evaluate("globalThis.ran"), requests, complaints }).toEqual({
    ran: undefined,
    requests: [url],
    complaints: [],
  });

  cloudflare.clearRequests();
  expect(await ask(page, `trespass("${cloudflare.url}/accounts")`)).toBe("TypeError");
  expect(await page.evaluate("globalThis.ran")).toBe(undefined);
  expect(cloudflare.requests).toEqual([]);
  expect(complaints.filter((one) => one.includes("violates the following"))).toHaveLength(3);
});

test("typing filters, and headers sort, by mouse and by keyboard; paper has what is left", async () => {
  const { page, complaints } = await open();
  await page.locator("#sent-filter").pressSequentially("PLAIN");
  expect(await countOf(page, "sent")).toBe(`${plainShares.length} of ${shareCount} shares`);
  const names = plainShares.map(({ name }) => name);
  expect(await ask(page, 'column("sent", 1)')).toEqual(names);
  const header = (name: string) => page.locator("#sent").getByRole("columnheader", { name });
  await header("Name").getByRole("button").click();
  expect(await ask(page, 'column("sent", 1)')).toEqual(names.toReversed());
  expect(await header("Name").getAttribute("aria-sort")).toBe("ascending");

  const delivered = plainShares.map(({ recipients }) => recipients).sort((a, b) => a - b);
  const button = header("Delivered").getByRole("button");
  await button.press("Enter");
  expect(await ask(page, 'column("sent", 5)')).toEqual(delivered.map(String));
  await button.press("Space");
  expect(await ask(page, 'column("sent", 5)')).toEqual(delivered.toReversed().map(String));
  expect(await header("Delivered").getAttribute("aria-sort")).toBe("descending");
  expect(await header("Name").getAttribute("aria-sort")).toBe(null);

  await page.locator("#matrix-shares").fill("onfocus");
  await page.locator("#matrix-state").selectOption("F");
  expect(await countOf(page, "matrix")).toBe(`1 of 29 accounts, 1 of ${shareCount} shares`);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("#sent tbody tr:visible").count()).toBe(plainShares.length);
  expect(await page.locator("#matrix tbody tr:visible").allInnerTexts()).toEqual([
    expect.stringMatching(new RegExp(`^${localAccount(2)}\\s+\\d+\\s+F$`)),
  ]);
  expect(await page.locator(".controls:visible").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("Tab reaches every control, in the page's order", async () => {
  const { page } = await open();
  const controls = await ask<string[]>(page, "controls()");
  const reached: string[] = [];
  for (const _ of controls) {
    await page.keyboard.press("Tab");
    reached.push(await ask<string>(page, "focused()"));
  }
  expect(reached).toEqual(controls);
  expect(controls).toEqual(
    expect.arrayContaining(["input sent-filter", "select matrix-state", "button Delivered"]),
  );
});

const screens = {
  light: { viewport: { width: 1280, height: 900 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
  // A4 landscape without its margins, in CSS pixels. Paper is light whatever the system is.
  print: { viewport: { width: 1047, height: 718 }, colorScheme: "dark", media: "print" },
} as const;

test.each(Object.entries(screens))(
  "%s: nothing reaches over the edge, and texts are easy to read",
  async (name, { viewport, ...media }) => {
    const { page } = await open({ viewport });
    await page.emulateMedia(media);
    expect(await ask(page, "overflowing()")).toEqual([]);
    expect(await ask(page, "faint()")).toEqual([]);
    const isDark = name === "dark" || name === "phone";
    const paper = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(paper).toBe(isDark ? "rgb(20, 23, 26)" : "rgb(255, 255, 255)");
    await keepPicture(page, name);
  },
);

/** The names in the browser's own accessibility tree, by role, in the page's order. */
async function namesByRole(page: Page): Promise<Record<string, string[]>> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const known = nodes.filter(({ ignored }) => !ignored);
  const roles = new Set(known.map(({ role }) => role?.value as string));
  const namesOf = (asked: string) =>
    known.flatMap(({ role, name }) => (role?.value === asked ? [name?.value ?? ""] : []));
  return Object.fromEntries([...roles].map((role) => [role, namesOf(role)]));
}

test.each(["light", "phone"] as const)(
  "%s: the browser tells assistive technology what is there",
  async (screen) => {
    const { page } = await open({ viewport: screens[screen].viewport });
    const { heading, navigation, search, searchbox, combobox, columnheader, row } = await namesByRole(page);
    expect({ heading, navigation, search, searchbox, combobox }).toEqual({
      heading: [
        "Cloudflare shares of Local Account 0",
        ...sections.slice(0, 3),
        "Shares 1 to 50",
        "Shares 51 to 60",
        "Shares received",
      ],
      navigation: ["Summary"],
      search: sections,
      searchbox: ["Filter", "Filter", "Accounts", "Shares", "Filter"],
      combobox: ["State"],
    });
    expect(columnheader?.slice(0, 5)).toEqual(["Share", "State", "Reason", "How many", "Accounts"]);
    expect(row?.length).toBeGreaterThan(shareCount);

    // A table of the matrix is laid out when it comes into sight, or the keyboard to it.
    await page.getByRole("region", { name: "Shares 51 to 60" }).focus();
    await ask(page, "settled()");
    await ask(page, "settled()");
    const { table } = await namesByRole(page);
    expect(table).toEqual(expect.arrayContaining(["Shares 51 to 60, by account"]));
  },
);

const sections = ["Failed and on its way", "Shares sent", "Who receives what", "Shares received"];
