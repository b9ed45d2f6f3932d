import type { ShareWire } from "../../../../provider/api/wire";
import { isGone, observedShare } from "../../../../provider/model/model";
import { type Column, formatTable } from "../../output/table";
import { plural, printable } from "../../output/text";
import type { Kind } from "../../shares/accountShares";
import { ageOf, recipientCounts } from "../../shares/shareSummary";
import { shortIds } from "../../shares/shortIds";

export interface ListView {
  kind: Kind;
  accountId: string;
  now: number;
  columns: number;
}

const liveResources = (share: ShareWire) => observedShare(share, [], [], share.account_id ?? "").resources;

/** Nearly every share is active, and a column of its own would leave no room for the names. */
function nameOf({ name, status }: ShareWire): string {
  return status === "active" ? printable(name) : `${printable(name)}\n(${printable(status)})`;
}

interface Field extends Column {
  cell(share: ShareWire): string;
}

function fieldsFor(shares: readonly ShareWire[], { kind, now }: ListView): Field[] {
  const short = shortIds(shares.map(({ id }) => id));
  const from: Field = {
    title: "FROM",
    isFlexible: true,
    cell: (share) => printable(share.account_name || share.account_id || ""),
  };
  const counts: Field = {
    title: "RECIPIENTS",
    cell: (share) => recipientCounts(share).join("\n") || "none",
  };
  return [
    { title: "SHARE", cell: ({ id }) => short.get(id) ?? id },
    { title: "NAME", isFlexible: true, cell: nameOf },
    // Whom else a share reaches is its sender's business.
    ...(kind === "received" ? [from] : []),
    { title: "TARGET", cell: (share) => share.target_type ?? "" },
    { title: "RESOURCES", isNumber: true, cell: (share) => String(liveResources(share).length) },
    ...(kind === "sent" ? [counts] : []),
    { title: "AGE", cell: (share) => ageOf(share, now) },
  ];
}

export function listText(shares: readonly ShareWire[], view: ListView): string {
  const how = view.kind === "sent" ? "sent" : "received";
  if (shares.length === 0) return `no share ${how} by account ${view.accountId}`;
  const fields = fieldsFor(shares, view);
  const rows = shares.map((share) => fields.map(({ cell }) => cell(share)));
  const gone = shares.filter(isGone).length;
  const rest = gone > 0 ? `, ${gone} deleting or deleted` : "";
  const total = `${plural(shares.length, "share")} ${how} by ${view.accountId}${rest}`;
  return [...formatTable(fields, rows, view.columns), "", total].join("\n");
}
