import type { ShareWire } from "../../../provider/api/wire";
import { canonicalId } from "../../../provider/base/values";
import type { ObservedShare } from "../../../provider/model/observed";
import { type Delivery, deliveriesOf, recipientName } from "../shares/deliveries";

/** What was read of an account. */
export interface AccountReading {
  accountId: string;
  sent: readonly ObservedShare[];
  received: readonly ShareWire[];
  /** When it was read, in milliseconds. */
  now: number;
}

/** A share as the report's tables show it, with the number by which they refer to it. */
export interface ReportedShare extends ObservedShare {
  number: number;
  deliveries: Delivery[];
  excludedAccounts: string[];
}

/** What becomes of a share in an account, as the matrix shows it: nothing for former recipients. */
export type Mark = Exclude<Delivery["state"], "former"> | "excluded";

export interface AccountReport {
  accountId: string;
  accountName: string;
  now: number;
  shares: ReportedShare[];
  received: readonly ShareWire[];
  /** A row for each account that receives a share or is excluded from one: its marks by the share's number. */
  matrix: Map<string, Map<number, Mark>>;
}

export function accountReport({ accountId, sent, received, now }: AccountReading): AccountReport {
  const shares = sent.map((observed, index) => ({
    ...observed,
    number: index + 1,
    deliveries: deliveriesOf(accountId, observed),
    excludedAccounts: observed.excluded.map(({ account_id }) => canonicalId(account_id)).sort(),
  }));
  const accountName = sent.find(({ share }) => share.account_name)?.share.account_name ?? "";
  return { accountId, accountName, now, shares, received, matrix: matrixOf(shares) };
}

function matrixOf(shares: readonly ReportedShare[]): AccountReport["matrix"] {
  const marks = new Map<string, Map<number, Mark>>();
  const mark = (account: string, number: number, one: Mark) => {
    const row = marks.get(account) ?? new Map<number, Mark>();
    marks.set(account, row.set(number, one));
  };
  for (const { number, deliveries, excludedAccounts } of shares) {
    for (const account of excludedAccounts) mark(account, number, "excluded");
    // Later, as an account that was excluded just now still has the share until it has left.
    for (const { recipient, state } of deliveries)
      if (state !== "former") mark(recipientName(recipient), number, state);
  }
  return new Map([...marks].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How many deliveries are in each state, of one share or of all. */
export function countsOf(shares: readonly ReportedShare[]): Record<Delivery["state"], number> {
  const counts = { failed: 0, retried: 0, waiting: 0, delivered: 0, leaving: 0, former: 0 };
  for (const { deliveries } of shares) for (const { state } of deliveries) counts[state]++;
  return counts;
}
