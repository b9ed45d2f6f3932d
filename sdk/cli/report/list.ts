import { counted, type Html, html } from "./html";

interface ListColumn {
  title: string;
  isNumber?: boolean;
  /** Whether its cells name the rows. */
  isName?: boolean;
}

export interface List {
  id: string;
  title: string;
  /** What a row is: "share". */
  noun: string;
  /** Says what the table shows, also to those who only hear it. */
  caption: string;
  columns: readonly ListColumn[];
  /** `id` lets others link to the row. */
  rows: readonly { id?: string; cells: readonly Html[] }[];
  /** What to say if there are no rows. */
  none: string;
}

/** A section with a table that is sorted by its headers and filtered by typing. Without a script it is all there. */
export function listSection(list: List): Html {
  const { id, title, rows, noun, none } = list;
  const heading = html`<h2 id="${id}-title">${title}</h2>`;
  if (rows.length === 0)
    return html`<section id="${id}" aria-labelledby="${id}-title">\n${heading}\n<p>${none}</p>\n</section>\n`;
  return html`<section id="${id}" aria-labelledby="${id}-title" data-list="${noun}">
${heading}
<div class="controls" role="search" aria-labelledby="${id}-title" hidden>
<label for="${id}-filter">Filter</label> <input id="${id}-filter" type="search" autocomplete="off" aria-describedby="${id}-count">
</div>
<p class="count" id="${id}-count" role="status">${counted(rows.length, noun)}</p>
${tableOf(list)}
</section>
`;
}

/** With roles, because a browser forgets what a table is once the style for phones lays its rows out as cards. */
function tableOf({ id, caption, columns, rows }: List): Html {
  const heads = columns.map(
    ({ title, isNumber }) =>
      html`<th scope="col" role="columnheader" data-sort${classOf(isNumber)}>${title}</th>`,
  );
  const lines = rows.map(({ id: anchor, cells }) => {
    const row = cells.map((cell, index) => cellOf(cell, columns[index]));
    return html`<tr role="row"${anchor ? html` id="${anchor}"` : ""}>${row}</tr>\n`;
  });
  return html`<div class="scroll" role="region" aria-labelledby="${id}-title" tabindex="0">
<table class="list" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">
${lines}</tbody></table>
</div>`;
}

const classOf = (isNumber: boolean | undefined): Html => (isNumber ? html` class="n"` : html``);

function cellOf(cell: Html, column: ListColumn | undefined): Html {
  if (column?.isName) return html`<th scope="row" role="rowheader">${cell}</th>`;
  return html`<td role="cell" data-title="${column?.title ?? ""}"${classOf(column?.isNumber)}>${cell}</td>`;
}

const mostListed = 20;

/** The first of the accounts, and how many more there are. */
export function accountList(accounts: readonly string[], where: string): Html {
  const shown = accounts.slice(0, mostListed).map((account) => html`<li><code>${account}</code></li>`);
  const more = accounts.length - mostListed;
  const rest = more > 0 ? html`<li>and ${more} more: ${where}</li>` : html``;
  return html`<ul class="plain">${shown}${rest}</ul>`;
}
