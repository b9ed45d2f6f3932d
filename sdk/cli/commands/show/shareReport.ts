import type { RecipientWire } from "../../../../provider/api/wire";
import { printable } from "../../../../provider/base/text";
import type { ShareInputs } from "../../../../provider/model/inputs";
import {
  isLiveRecipient,
  type ObservedRecipient,
  type ObservedShare,
} from "../../../../provider/model/observed";
import { type Open, openMatters } from "../../../../provider/model/openMatters";
import { shareOutputs } from "../../../../provider/model/outputs";
import { formatTable } from "../../output/table";
import { plural, wrap } from "../../output/text";
import { declaredInputs } from "../../shares/declaredInputs";
import { ageOf, recipientCounts } from "../../shares/shareSummary";

export interface ShownShare {
  accountId: string;
  observed: ObservedShare;
}

export interface ReportOptions {
  now: number;
  columns: number;
  /** Whether to show former recipients too. Cloudflare keeps their records forever. */
  withFormer: boolean;
}

const inputsOf = ({ accountId, observed }: ShownShare): ShareInputs => declaredInputs(accountId, observed);

/** The outputs of the resource `Share`, under their own names. */
export function shareJson(shown: ShownShare): Record<string, unknown> {
  return { id: shown.observed.share.id, ...shareOutputs(inputsOf(shown), shown.observed) };
}

export function shareReport(shown: ShownShare, options: ReportOptions): string {
  const sections = [head(shown, options), resourceSection(shown, options), recipientSection(shown, options)];
  return sections.map((lines) => lines.join("\n")).join("\n\n");
}

function head({ accountId, observed }: ShownShare, { now, columns }: ReportOptions): string[] {
  const { share, excluded } = observed;
  const account = share.account_name ? `${accountId} (${printable(share.account_name)})` : accountId;
  const age = ageOf(share, now);
  const excludedAccounts = excluded.map(({ account_id }) => account_id).join("\n");
  const facts: [string, string | undefined | null][] = [
    ["id", share.id],
    ["account", account],
    ["status", share.status],
    ["target", share.target_type],
    ["created", share.created && `${share.created}${age && ` (${age} ago)`}`],
    ["modified", share.modified],
    ["recipients", recipientCounts(share).join(", ")],
    ["excluded", excludedAccounts],
  ];
  const indent = 14;
  const lines = facts.flatMap(([name, value]) =>
    (value ?? "")
      .split("\n")
      .flatMap((one) => (one ? wrap(printable(one), columns - indent) : []))
      .map((text, index) => `  ${(index === 0 ? name : "").padEnd(indent - 2)}${text}`),
  );
  return [...wrap(`Share "${printable(share.name)}"`, columns), ...lines];
}

function resourceSection({ accountId, observed }: ShownShare, { columns }: ReportOptions): string[] {
  const { resources } = observed;
  if (resources.length === 0) return ["No live resource."];
  const fields = [
    { title: "RESOURCE", isFlexible: true },
    { title: "ID" },
    { title: "VERSION", isNumber: true },
    { title: "STATUS" },
  ];
  const rows = resources.map(({ resourceType, resourceId, wire }) => [
    printable(resourceType),
    resourceId,
    String(wire.resource_version ?? ""),
    wire.status,
  ]);
  const notes = (row: number) => {
    const { resourceAccountId, meta } = resources[row] ?? {};
    return [
      ...(resourceAccountId === accountId ? [] : [`in account ${resourceAccountId}`]),
      ...(meta === "{}" ? [] : [`meta ${printable(meta ?? "")}`]),
    ];
  };
  return formatTable(fields, rows, columns, notes);
}

interface Row {
  recipient: ObservedRecipient;
  open: Open[];
}

/** Sort order: permanent failures, failures that are retried, unfinished, finished, leaving. */
function urgency({ recipient: { wire }, open }: Row): number {
  if (!isLiveRecipient(wire)) return 4;
  if (open.some((one) => one.state === "failed")) return 0;
  if (open.length === 0) return 3;
  return wire.resources?.some((delivery) => delivery.error) ? 1 : 2;
}

function rowsOf(shown: ShownShare): Row[] {
  const byAccount = new Map<string | undefined, Open[]>();
  for (const one of openMatters(inputsOf(shown), shown.observed)) {
    byAccount.set(one.account, [...(byAccount.get(one.account) ?? []), one]);
  }
  const rows = shown.observed.recipients.map((recipient) => ({
    recipient,
    open: byAccount.get(recipient.accountId) ?? [],
  }));
  return rows.sort(
    (a, b) => urgency(a) - urgency(b) || (a.recipient.accountId < b.recipient.accountId ? -1 : 1),
  );
}

function recipientSection(shown: ShownShare, { columns, withFormer }: ReportOptions): string[] {
  const all = rowsOf(shown);
  const rows = all.filter(({ recipient }) => withFormer || !isFormer(recipient.wire));
  const former = all.length - rows.length;
  const rest = former > 0 ? [`${plural(former, "former recipient")} not shown: --all shows them`] : [];
  if (rows.length === 0) return ["No recipient.", ...rest];
  const fields = [{ title: "RECIPIENT" }, { title: "STATE" }, { title: "DELIVERY", isFlexible: true }];
  const cells = rows.map((row) => [
    row.recipient.accountId || "(the organization)",
    row.recipient.wire.association_status,
    delivery(row, shown.observed.resources.length),
  ]);
  return [...formatTable(fields, cells, columns, (index) => reasons(rows[index])), ...rest];
}

const isFormer = (wire: RecipientWire) => wire.association_status === "disassociated";

function delivery(row: Row, resources: number): string {
  const { recipient, open } = row;
  if (!isLiveRecipient(recipient.wire)) return "";
  const failed = open.filter((one) => one.state === "failed").length;
  if (failed > 0) return `${failed} of ${plural(resources, "resource")} failed`;
  if (open.length > 0) return urgency(row) === 1 ? "failed, tried again" : "under way";
  return recipient.wire.resources ? plural(resources, "resource") : "";
}

/** Leaves out a reason that only repeats the state. */
function reasons(row: Row | undefined): string[] {
  const status = row?.recipient.wire.association_status;
  return (row?.open ?? [])
    .filter(({ reason }) => reason !== status)
    .map(({ reason, state }) => printable(state === "failed" ? `${reason} (not tried again)` : reason));
}
