import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { committedFiles, ROOT } from "./files";

// An ES module, which jest's transform makes a CommonJS one.
const { default: GithubSlugger } = require("github-slugger") as {
  default: new () => { slug(text: string): string };
};

interface Heading {
  text: string;
  level: number;
  /** Its anchor, as GitHub makes it. */
  slug: string;
  /** What in it is set as code. */
  code: string[];
}

/** What the rules want to know of a page. */
export interface Page {
  path: string;
  headings: Heading[];
  /** Targets of links and images. */
  links: string[];
  /** Of running text, lists and tables. */
  code: string[];
  blocks: { language: string; text: string; line: number }[];
  /** Of all tables, each with the texts of its cells. */
  rows: string[][];
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** Every page that a reader is led to; the reference is generated. */
export function pagePaths(): string[] {
  return committedFiles().filter((path) => /^([A-Z]+|(docs|examples|\.github)\/.*)\.md$/.test(path));
}

export function openPage(path: string): Page {
  return parsePage(path, readFileSync(join(ROOT, path), "utf8"));
}

export function parsePage(path: string, text: string): Page {
  const page: Page = { path, headings: [], links: [], code: [], blocks: [], rows: [] };
  const slugger = new GithubSlugger();
  // What stands before a page of the registry would be read as a heading.
  const body = text.replace(/^---\n[\s\S]*?\n---\n/, (front) => front.replace(/[^\n]/g, ""));
  const tokens = new MarkdownIt().parse(body, {});
  for (const [i, token] of tokens.entries()) {
    if (token.type === "fence") {
      page.blocks.push({ language: token.info.trim(), text: token.content, line: (token.map?.[0] ?? 0) + 2 });
    }
    const parts = token.children ?? [];
    page.links.push(...parts.flatMap(targetOf));
    const code = parts.filter(({ type }) => type === "code_inline").map(({ content }) => content);
    page.code.push(...code);
    if (token.type === "tr_open") page.rows.push([]);
    const opening = tokens[i - 1];
    const text = parts.map(({ content }) => content).join("");
    if (opening?.type === "td_open") page.rows.at(-1)?.push(text);
    if (opening?.type !== "heading_open") continue;
    page.headings.push({ text, level: Number(opening.tag.slice(1)), slug: slugger.slug(text), code });
  }
  return page;
}

function targetOf(token: Token): string[] {
  const target = token.attrGet(token.type === "image" ? "src" : "href");
  return target === null ? [] : [target];
}

export const existsInRoot = (path: string) => existsSync(join(ROOT, path));
