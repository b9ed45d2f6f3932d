import type { AccountReport, Mark, ReportedShare } from "./accountReport";
import { counted, Html, html } from "./html";
import { marks } from "./words";

/** As many columns as a wide screen and a sheet of paper have room for. */
const columnsOfGroup = 50;

const states = Object.entries(marks) as [Mark, (typeof marks)[Mark]][];

/** Who receives what: a row for each account, a column for each share, in tables that fit a screen. */
export function matrixSection(report: AccountReport): Html {
  const { shares, matrix } = report;
  const heading = html`<h2 id="matrix-title">Who receives what</h2>`;
  if (matrix.size === 0)
    return html`<section id="matrix" aria-labelledby="matrix-title">\n${heading}\n<p>No account receives a share.</p>\n</section>\n`;
  const groups = Array.from({ length: Math.ceil(shares.length / columnsOfGroup) }, (_, group) =>
    groupTable(report, shares.slice(group * columnsOfGroup, (group + 1) * columnsOfGroup)),
  );
  const legend = states.map(
    ([state, { letter, word }]) => html`<li><b class="${state}">${letter}</b> ${word}</li>`,
  );
  return html`<section id="matrix" aria-labelledby="matrix-title">
${heading}
<ul class="legend" aria-label="Signs">${legend}<li>an empty cell: the share is not for the account</li></ul>
<p>“Receives” counts the shares that an account has or is to get, in all tables.</p>
${controls()}
<p class="count" id="matrix-count" role="status">${counted(matrix.size, "account")}, ${counted(shares.length, "share")}</p>
${groups}</section>
`;
}

function controls(): Html {
  const options = states.map(([, { letter, word }]) => html`<option value="${letter}">${word}</option>`);
  return html`<div class="controls" role="search" aria-labelledby="matrix-title" hidden>
<label for="matrix-accounts">Accounts</label> <input id="matrix-accounts" type="search" autocomplete="off" aria-describedby="matrix-count">
<label for="matrix-shares">Shares</label> <input id="matrix-shares" type="search" autocomplete="off" aria-describedby="matrix-count">
<label for="matrix-state">State</label> <select id="matrix-state" aria-describedby="matrix-count"><option value="">any</option>${options}</select>
</div>`;
}

function groupTable({ matrix }: AccountReport, shares: readonly ReportedShare[]): Html {
  const [first, last] = [shares[0]?.number ?? 0, shares.at(-1)?.number ?? 0];
  const id = `matrix-${first}`;
  const range = first === last ? `Share ${first}` : `Shares ${first} to ${last}`;
  const heads = shares.map(
    ({ number, share }) => html`<th scope="col"><span>${number}. ${share.name}</span></th>`,
  );
  const columns = shares.map(() => html`<col>`);
  const rows = [...matrix].map(([account, row]) => accountRow(account, row, shares));
  return html`<div class="group">
<h3 id="${id}">${range}</h3>
<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
<table class="marks"><caption>${range}, by account</caption>
<colgroup><col class="account"><col class="receives">${columns}</colgroup>
<thead><tr><th scope="col" data-sort>Account</th><th scope="col" data-sort class="n">Receives</th>${heads}</tr></thead>
<tbody>
${rows}</tbody></table>
</div>
</div>
`;
}

/** Nearly all of the file are these cells: so they have no end tags, and the usual ones no class. */
const cells = new Map<Mark | undefined, string>([
  [undefined, "<td>"],
  ...states.map(([state, { letter }]): [Mark, string] => [
    state,
    state === "delivered" ? `<td>${letter}` : `<td class=${state[0]}>${letter}`,
  ]),
]);

function accountRow(account: string, row: ReadonlyMap<number, Mark>, shares: readonly ReportedShare[]): Html {
  const receives = [...row.values()].filter((mark) => mark !== "excluded" && mark !== "leaving").length;
  const own = new Html(shares.map(({ number }) => cells.get(row.get(number))).join(""));
  return html`<tr><th scope=row>${account}<td>${receives}${own}\n`;
}
