import type { ShareWire } from "../../../provider/api/wire";
import { liveResources, type ObservedResource } from "../../../provider/model/observed";
import { ageOf } from "../shares/shareSummary";
import { type AccountReport, countsOf, type ReportedShare } from "./accountReport";
import { type Html, html } from "./html";
import { accountList, listSection } from "./list";
import { marks } from "./words";

const nameCell = ({ id, name }: ShareWire): Html => html`${name} <code class="id">${id}</code>`;

function createdCell(share: ShareWire, now: number): Html {
  const age = ageOf(share, now);
  return age
    ? html`<span class="date">${(share.created ?? "").slice(0, 10)}</span> <span class="quiet date">${age} ago</span>`
    : html``;
}

function resourceCell(resources: readonly ObservedResource[]): Html {
  if (resources.length === 0) return html`<span class="quiet">none</span>`;
  const items = resources.map(
    ({ resourceType, resourceId, wire }) =>
      html`<li>${resourceType}${wire.status === "active" ? "" : ` (${wire.status})`} <code class="id">${resourceId}</code></li>`,
  );
  return html`<ul class="plain">${items}</ul>`;
}

const columnsBefore = [
  { title: "Name", isName: true },
  { title: "Status" },
  { title: "For" },
  { title: "Resources" },
];
const count = (title: string) => ({ title, isNumber: true });

export function sentSection({ shares, now }: AccountReport): Html {
  return listSection({
    id: "sent",
    title: "Shares sent",
    noun: "share",
    caption: "Each share that the account sends, its resources, and its recipients counted by state.",
    columns: [
      count("No."),
      ...columnsBefore,
      ...["Delivered", "Failed", "On its way", "Being removed", "Removed"].map(count),
      { title: "Excluded" },
      { title: "Created" },
    ],
    rows: shares.map((share) => ({ id: `s${share.number}`, cells: sentCells(share, now) })),
    none: "The account sends no share.",
  });
}

function sentCells(reported: ReportedShare, now: number): Html[] {
  const { share, resources, excludedAccounts, number } = reported;
  const counts = countsOf([reported]);
  const numbers = [
    counts.delivered,
    counts.failed,
    counts.retried + counts.waiting,
    counts.leaving,
    counts.former,
  ];
  return [
    html`${number}`,
    nameCell(share),
    html`${share.status}`,
    html`${share.target_type ?? ""}`,
    resourceCell(resources),
    ...numbers.map((one) => html`${one}`),
    excludedAccounts.length > 0
      ? accountList(excludedAccounts, `${marks.excluded.letter} in the matrix`)
      : html`<span class="quiet">none</span>`,
    createdCell(share, now),
  ];
}

export function receivedSection({ received, now }: AccountReport): Html {
  return listSection({
    id: "received",
    title: "Shares received",
    noun: "share",
    caption: "Each share that another account shares with this one.",
    columns: [...columnsBefore, { title: "From" }, { title: "Created" }],
    rows: received.map((share) => ({
      cells: [
        nameCell(share),
        html`${share.status}`,
        html`${share.target_type ?? ""}`,
        resourceCell(liveResources(share, share.account_id ?? "")),
        html`${share.account_name ?? ""} <code class="id">${share.account_id ?? ""}</code>`,
        createdCell(share, now),
      ],
    })),
    none: "The account receives no share.",
  });
}
