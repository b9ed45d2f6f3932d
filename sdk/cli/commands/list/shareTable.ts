import type { ShareWire } from "../../../../provider/api/wire";
import { printable } from "../../../../provider/base/text";
import { isGone, observedShare } from "../../../../provider/model/observed";
import { type Column, formatTable } from "../../output/table";
import { plural } from "../../output/text";
import type { Kind } from "../../shares/accountShares";
import { ageOf, recipientCounts } from "../../shares/shareSummary";
import { shortIds } from "../../shares/shortIds";

export interface TableOptions {
  kind: Kind;
  accountId: string;
  now: number;
  columns: number;
}

const liveResources = (share: ShareWire) => observedShare(share, [], [], share.account_id ?? "").resources;

/**
 * The status goes below the name, as nearly every share is active and a column would leave no room for names.
 */
function nameOf({ name, status }: ShareWire): string {
  return status === "active" ? printable(name) : `${printable(name)}\n(${printable(status)})`;
}

interface Field extends Column {
  cell(share: ShareWire): string;
}

function fieldsFor(shares: readonly ShareWire[], { kind, now }: TableOptions): Field[] {
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
    // A received share has no recipients column, because only its sender manages recipients.
    ...(kind === "received" ? [from] : []),
    { title: "TARGET", cell: (share) => share.target_type ?? "" },
    { title: "RESOURCES", isNumber: true, cell: (share) => String(liveResources(share).length) },
    ...(kind === "sent" ? [counts] : []),
    { title: "AGE", cell: (share) => ageOf(share, now) },
  ];
}

export function shareTable(shares: readonly ShareWire[], options: TableOptions): string {
  const how = options.kind === "sent" ? "sent" : "received";
  if (shares.length === 0) return `no share ${how} by account ${options.accountId}`;
  const fields = fieldsFor(shares, options);
  const rows = shares.map((share) => fields.map(({ cell }) => cell(share)));
  const gone = shares.filter(isGone).length;
  const rest = gone > 0 ? `, ${gone} deleting or deleted` : "";
  const total = `${plural(shares.length, "share")} ${how} by ${options.accountId}${rest}`;
  return [...formatTable(fields, rows, options.columns), "", total].join("\n");
}
