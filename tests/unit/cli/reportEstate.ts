import type { RecipientWire, ShareResourceWire, ShareWire } from "../../../provider/api/wire";
import { observedShare } from "../../../provider/model/observed";
import type { AccountReading } from "../../../sdk/cli/report/accountReport";
import { localAccount, localOwner } from "../../../sdk/local";
import { resourceId } from "./support";

export const now = Date.UTC(2026, 10, 28, 9, 30);

const created = "2026-11-20T08:00:00.000000Z";

const resource: ShareResourceWire = {
  id: resourceId(901),
  resource_id: resourceId(1),
  resource_type: "custom-ruleset",
  resource_account_id: localOwner,
  meta: {},
  resource_version: 1,
  status: "active",
};

export const shareWire = (i: number, changes: Partial<ShareWire> = {}): ShareWire => ({
  id: `5${i.toString(16).padStart(31, "0")}`,
  account_id: localOwner,
  account_name: "Local Account 0",
  created,
  name: `Baseline ${i}`,
  status: "active",
  target_type: "account",
  kind: "sent",
  resources: [resource],
  ...changes,
});

type Delivered = { error: string; terminal: boolean } | "delivered" | "waiting";

export function recipient(
  account: string,
  status: string,
  delivered: Delivered = "delivered",
): RecipientWire {
  const record = { resource_id: resourceId(1), resource_version: 1 };
  const deliveries = {
    delivered: [record],
    waiting: [],
  };
  return {
    id: account.replace(/^./, "e"),
    account_id: account,
    association_status: status,
    created,
    modified: created,
    resources: typeof delivered === "string" ? deliveries[delivered] : [{ ...record, ...delivered }],
  };
}

const noPlan = { error: "the account has no Gateway plan", terminal: true };
const tooMany = { error: "the account has too many policies", terminal: false };

/** Nearly all has arrived; one in six cells is empty, and some accounts are in every other state. */
function recipientOf(account: number, share: number): RecipientWire | undefined {
  const id = localAccount(account);
  if ((account * 7 + share * 3) % 6 === 0) return undefined;
  if (account % 97 === 5 && share % 3 === 0) return recipient(id, "associating", noPlan);
  if (account % 61 === 7 && share % 5 === 0) return recipient(id, "associating", tooMany);
  if (share % 40 === 17 && account > 800) return recipient(id, "associating", "waiting");
  if (share === 33 && account < 40) return recipient(id, "disassociating");
  return recipient(id, "associated");
}

const purposes = [
  "WAF baseline",
  "Egress policies",
  "Block page",
  "Zero Trust lists",
  "Bot rules",
  "TLS settings",
];

/** An account as large as the report is made for. */
export function largeEstate(shares = 200, accounts = 1_000): AccountReading {
  const sent = Array.from({ length: shares }, (_, i) => {
    const isOrganization = i % 25 === 3;
    const name = `${purposes[i % purposes.length]} ${i + 1}`;
    const share = shareWire(i, { name, target_type: isOrganization ? "organization" : "account" });
    const recipients = Array.from(
      { length: accounts },
      (_, account) => recipientOf(account + 1, i) ?? [],
    ).flat();
    const excluded = isOrganization
      ? [1, 7, 19].map((one) => ({ id: resourceId(one), account_id: localAccount(one) }))
      : [];
    return observedShare(share, recipients, excluded, localOwner);
  });
  const from = { account_id: localAccount(4), account_name: "Local Account 4", kind: "received" };
  const received = [1, 2, 3].map((i) => shareWire(900 + i, { ...from, name: `From four, ${i}` }));
  return { accountId: localOwner, sent, received, now };
}
