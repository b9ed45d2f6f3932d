import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { ROOT, sourcesIn } from "./files";
import { parsePage } from "./markdown";

/**
 * docs/troubleshooting.md quotes what is printed: set as code in its headings and in the first column of its
 * tables, with … for what varies. Each quote stands in the sources, and each text of the sources is quoted.
 */
const page = readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8");
/** Of other programs' texts there are no sources here. */
const [ours = "", theirs = ""] = page.split(/^(?=## From Pulumi)/m);

const plain = (text: string) => text.replace(/\s+/g, " ").replace(/^[ …]+|[ …]+$/g, "");

function quotesIn(markdown: string): string[] {
  const headings = parsePage("", markdown).headings.flatMap(({ code }) => code);
  const cells = [...markdown.matchAll(/^\| (`.*?) \|/gm)].flatMap(
    ([, cell = ""]) => parsePage("", cell).code,
  );
  return [...headings, ...cells].map(plain);
}

/** Other texts than errors, warnings and what stands in them. */
const silent = [
  // Shown on request alone: the command line's help, lists, programs and pages.
  /^sdk\/cli\/(usage\/help|report\/\w+|commands\/(index|list\/\w+|show\/\w+|import\/programText))\.ts/,
  // What stands in a stack's place, which is printed beside the message.
  /see the error of the resource/,
  // Nouns that stand in texts which are quoted.
  /: (an? (account|organization) id|(the )?share (… )?of account|recipient … of share|reading recipient … of)$/,
  // Progress.
  /: (: )?(recipients )?not listed yet$|recipients associated$|: (listing the shares|reading shares: … of)$/,
  // What was done, as asked for.
  /^sdk\/cli\/commands\/(import\/importShares|report\/report|local\/local)\.ts: (declares|shows … sent and|Local Cloudflare at|with … and|Ctrl-C ends)/,
  // A line of the trace, and the last words of a message that is quoted by its first.
  /ms, cf-ray …, try …, paced/,
  /no reason given$/,
];

interface Text {
  file: string;
  text: string;
}

/** Every text of three words or more, with … for what varies. */
function textsOf(file: string): Text[] {
  const tree = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    const text = joined(node);
    if (text === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    const isProse = /\s/.test(text) && (text.match(/[A-Za-z]{2,}/g) ?? []).length >= 3;
    if (isProse) found.push({ file, text: plain(text) });
    if (ts.isTemplateExpression(node)) for (const span of node.templateSpans) visit(span.expression);
  };
  visit(tree);
  return found;
}

/** A literal, a template, or several of them added up. */
function joined(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [joined(node.left), joined(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

const sources = [...sourcesIn("provider"), ...sourcesIn("sdk")].filter(
  (file) => !/^sdk\/(local|types)\//.test(file),
);
const texts = sources.flatMap(textsOf);
const quotes = quotesIn(ours);
/** What was being done, before the cause: of a text that goes on after it this says too little. */
const beginnings = quotesIn(ours.split(/^(?=## )/m).find((part) => part.startsWith("## How an error")) ?? "");
const causes = quotes.filter((quote) => !beginnings.includes(quote));

test("there are texts and quotes", () => {
  expect(texts.length).toBeGreaterThan(100);
  expect(causes.length).toBeGreaterThan(50);
  expect(beginnings.length).toBeGreaterThan(10);
  expect(quotesIn(theirs).length).toBeGreaterThan(3);
});

test("each quote is long enough to mean something, and stands in the sources", () => {
  expect(quotes.filter((quote) => quote.split(" ").length < 2)).toEqual([]);
  expect(quotes.filter((quote) => !texts.some(({ text }) => text.includes(quote)))).toEqual([]);
});

test("each text that a user may meet is quoted", () => {
  const isQuoted = (text: string) =>
    beginnings.includes(text) || causes.some((cause) => text.includes(cause));
  const open = texts.filter(({ text }) => !isQuoted(text));
  const missing = open.map(({ file, text }) => `${file}: ${text}`);
  expect(missing.filter((text) => !silent.some((pattern) => pattern.test(text)))).toEqual([]);
});

test("no exception is there for nothing", () => {
  const all = texts.map(({ file, text }) => `${file}: ${text}`);
  expect(silent.filter((pattern) => !all.some((text) => pattern.test(text)))).toEqual([]);
});
