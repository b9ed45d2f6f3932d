import { printable } from "../../../../provider/base/text";
import type { ShareInputs } from "../../../../provider/model/inputs";
import type { ObservedShare } from "../../../../provider/model/observed";
import { shareOutputs } from "../../../../provider/model/outputs";
import { formatTable } from "../../output/table";
import { plural, wrap } from "../../output/text";
import { declaredInputs } from "../../shares/declaredInputs";
import {
  type Delivery,
  type DeliveryState,
  deliveriesOf,
  openReasons,
  recipientName,
} from "../../shares/deliveries";
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

function recipientSection({ accountId, observed }: ShownShare, options: ReportOptions): string[] {
  const all = deliveriesOf(accountId, observed);
  const shown = all.filter(({ state }) => options.withFormer || state !== "former");
  const former = all.length - shown.length;
  const rest = former > 0 ? [`${plural(former, "former recipient")} not shown: --all shows them`] : [];
  if (shown.length === 0) return ["No recipient.", ...rest];
  const fields = [{ title: "RECIPIENT" }, { title: "STATE" }, { title: "DELIVERY", isFlexible: true }];
  const cells = shown.map((one) => [
    recipientName(one.recipient),
    one.recipient.wire.association_status,
    deliveryText(one, observed.resources.length),
  ]);
  return [...formatTable(fields, cells, options.columns, (index) => reasons(shown[index])), ...rest];
}

function deliveryText({ recipient, open, state }: Delivery, resources: number): string {
  const failed = open.filter((one) => one.state === "failed").length;
  const texts: Record<DeliveryState, string> = {
    failed: `${failed} of ${plural(resources, "resource")} failed`,
    retried: "failed, tried again",
    waiting: "under way",
    delivered: recipient.wire.resources ? plural(resources, "resource") : "",
    leaving: "",
    former: "",
  };
  return texts[state];
}

function reasons(delivery: Delivery | undefined): string[] {
  const open = delivery ? openReasons(delivery) : [];
  return open.map(({ reason, state }) =>
    printable(state === "failed" ? `${reason} (not tried again)` : reason),
  );
}
