import { statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "./files";
import { existsInRoot, openPage, pagePaths } from "./markdown";

/** What the pages name must be there: files, headings, scripts. Other hosts are not asked. */
const pages = pagePaths().map(openPage);
const scripts = Object.keys(require("../../package.json").scripts);

const anchorsOf = (path: string) => openPage(path).headings.map(({ slug }) => slug);

function faultOfLink(from: string, link: string): string | undefined {
  if (/^[a-z]+:/i.test(link)) return faultOfAddress(link);
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : normalize(join(dirname(from), decodeURI(path)));
  if (target.startsWith("..") || !existsInRoot(target)) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  if (statSync(join(ROOT, target)).isDirectory()) return `${link}: a folder has no headings`;
  return anchorsOf(target).includes(anchor) ? undefined : `${link}: ${target} has no such heading`;
}

function faultOfAddress(link: string): string | undefined {
  const { protocol, hostname } = new URL(link);
  const isRight = protocol === "https:" && hostname.includes(".");
  return isRight ? undefined : `${link}: not https to a host`;
}

test("there are pages, with headings, links and code", () => {
  expect(pages.length).toBeGreaterThan(10);
  const readme = pages.find(({ path }) => path === "README.md");
  expect(readme?.headings.length).toBeGreaterThan(3);
  expect(readme?.links.length).toBeGreaterThan(5);
  expect(readme?.blocks.length).toBeGreaterThan(1);
});

test.each(pages.map((page) => [page.path, page] as const))("%s: every link leads somewhere", (_, page) => {
  const faults = page.links.map((link) => faultOfLink(page.path, link));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

/** `provider/share/plan.ts`, `tests/engine/examples/`; a pattern counts up to its first wildcard. */
function pathsIn(code: string): string[] {
  const [path] = /^(provider|sdk|tests|examples|docs)\/[\w./-]*/.exec(code) ?? [];
  return path === undefined ? [] : [code === path ? path : dirname(`${path}x`)];
}

/** Made by `npm run docs`. */
const isMade = (path: string) => path.startsWith("docs/reference/");

test.each(pages.map((page) => [page.path, page] as const))(
  "%s: every file that it names is there",
  (_, page) => {
    const commands = page.blocks.filter(({ language }) => language === "sh");
    const words = commands.flatMap(({ text }) => text.split(/\s+/));
    const missing = [...page.code, ...words]
      .flatMap(pathsIn)
      .filter((path) => !existsInRoot(path) && !isMade(path));
    expect(missing).toEqual([]);
  },
);

/** What npm runs without `run`, when it is a script. */
const shortcuts = /\bnpm (test|start|run [\w:.-]+)/g;

test.each(pages.map((page) => [page.path, page] as const))("%s: every npm script is there", (_, page) => {
  const shell = page.blocks.filter(({ language }) => /^(sh|bash|text)$/.test(language));
  const text = [...page.code, ...shell.map((block) => block.text)].join("\n");
  const named = [...text.matchAll(shortcuts)].map(([, name = ""]) => name.replace(/^run /, ""));
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test("the README leads to every page of docs", () => {
  const linked = pages.filter(({ path }) => path === "README.md").flatMap(({ links }) => links);
  const guides = pages.map(({ path }) => path).filter((path) => /^docs\/[^/]+\.md$/.test(path));
  expect(guides.filter((path) => !linked.includes(path))).toEqual([]);
});
