import { cut } from "../../../provider/base/text";
import { deliveryStates, openReasons, recipientName } from "../shares/deliveries";
import type { AccountReport, ReportedShare } from "./accountReport";
import { type Html, html } from "./html";
import { accountList, listSection } from "./list";
import { marks, stateWords } from "./words";

type OpenState = "failed" | "retried" | "waiting" | "leaving";

/** Accounts that wait for the same share for the same reasons. */
interface OpenGroup {
  share: ReportedShare;
  state: OpenState;
  reasons: string[];
  accounts: string[];
}

const longestReason = 1_000;

function groupsOf(share: ReportedShare): OpenGroup[] {
  const groups = new Map<string, OpenGroup>();
  for (const delivery of share.deliveries) {
    const { state, recipient } = delivery;
    if (state === "delivered" || state === "former") continue;
    const reasons = openReasons(delivery).map(({ reason }) => cut(reason, longestReason));
    const key = JSON.stringify([state, reasons]);
    const group = groups.get(key) ?? { share, state, reasons, accounts: [] };
    group.accounts.push(recipientName(recipient));
    groups.set(key, group);
  }
  return [...groups.values()];
}

const reasonList = (reasons: readonly string[]): Html =>
  reasons.length > 0
    ? html`<ul class="plain">${reasons.map((one) => html`<li>${one}</li>`)}</ul>`
    : html`<span class="quiet">none given</span>`;

/** What has not arrived or not gone yet, and why: failures first. */
export function openSection({ shares }: AccountReport): Html {
  const groups = shares.flatMap(groupsOf);
  groups.sort((a, b) => deliveryStates.indexOf(a.state) - deliveryStates.indexOf(b.state));
  return listSection({
    id: "open",
    title: "Failed and on its way",
    noun: "row",
    caption:
      "Deliveries that have not arrived, and removals under way, with Cloudflare's reason. Failures come first.",
    columns: [
      { title: "Share", isName: true },
      { title: "State" },
      { title: "Reason" },
      { title: "How many", isNumber: true },
      { title: "Accounts" },
    ],
    rows: groups.map(({ share: { number, share }, state, reasons, accounts }) => ({
      cells: [
        html`<a href="#s${number}">${number}. ${share.name}</a>`,
        html`<span class="${state}">${stateWords[state]}</span>`,
        reasonList(reasons),
        html`${accounts.length}`,
        accountList(accounts, `${marks[state].letter} in the matrix`),
      ],
    })),
    none: "Everything has arrived, and nothing is being removed.",
  });
}
