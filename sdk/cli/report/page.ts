import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AccountReading, type AccountReport, accountReport, countsOf } from "./accountReport";
import { Html, html } from "./html";
import { matrixSection } from "./matrix";
import { openSection } from "./openSection";
import { receivedSection, sentSection } from "./shareSections";
import { stateWords } from "./words";

/** Beside this file, in the sources and in dist. */
const asset = (name: string): Html => new Html(readFileSync(join(__dirname, name), "utf8"));

const hashOf = ({ text }: Html): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * The account's shares as one HTML file that fetches nothing. Its policy lets only its own script and style run, so
 * that a name that got through the escaping could do nothing either.
 */
export function reportPage(reading: AccountReading): string {
  const [style, script] = [asset("style.css"), asset("script.js")];
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const report = accountReport(reading);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cloudflare shares of ${report.accountName || report.accountId}</title>
<style>${style}</style>
</head>
<body>
${header(report)}<main>
${openSection(report)}${sentSection(report)}${matrixSection(report)}${receivedSection(report)}</main>
<script>${script}</script>
</body>
</html>
`.text;
}

function header(report: AccountReport): Html {
  const { accountId, accountName, now, shares, received, matrix } = report;
  const counts = countsOf(shares);
  const excluded = shares.reduce((sum, { excludedAccounts }) => sum + excludedAccounts.length, 0);
  const facts: [string, number, string][] = [
    ["shares sent", shares.length, "sent"],
    ["accounts", matrix.size, "matrix"],
    [stateWords.delivered, counts.delivered, "matrix"],
    [stateWords.failed, counts.failed, "open"],
    [stateWords.retried, counts.retried, "open"],
    [stateWords.waiting, counts.waiting, "open"],
    [stateWords.leaving, counts.leaving, "open"],
    ["excluded", excluded, "sent"],
    ["shares received", received.length, "received"],
  ];
  const items = facts.map(
    ([word, count, id]) => html`<li><a href="#${id}"><b>${count.toLocaleString("en")}</b> ${word}</a></li>`,
  );
  return html`<header>
<h1>Cloudflare shares of ${accountName || "an account"}</h1>
<p>Account <code>${accountId}</code>, read <time datetime="${new Date(now).toISOString()}">${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC</time></p>
<nav aria-label="Summary"><ul class="facts">${items}</ul></nav>
</header>
`;
}
