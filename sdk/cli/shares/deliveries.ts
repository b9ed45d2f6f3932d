import {
  isLiveRecipient,
  type ObservedRecipient,
  type ObservedShare,
} from "../../../provider/model/observed";
import { type Open, openMatters } from "../../../provider/model/openMatters";
import { declaredInputs } from "./declaredInputs";

/** How far a share has come on its way to one recipient, the most urgent state first. */
export const deliveryStates = ["failed", "retried", "waiting", "delivered", "leaving", "former"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface Delivery {
  recipient: ObservedRecipient;
  /** What has not arrived. */
  open: Open[];
  state: DeliveryState;
}

/** One for each recipient: the most urgent first, then by account. */
export function deliveriesOf(accountId: string, observed: ObservedShare): Delivery[] {
  const byAccount = new Map<string | undefined, Open[]>();
  for (const one of openMatters(declaredInputs(accountId, observed), observed)) {
    const known = byAccount.get(one.account);
    if (known) known.push(one);
    else byAccount.set(one.account, [one]);
  }
  const deliveries = observed.recipients.map((recipient) => {
    const open = byAccount.get(recipient.accountId) ?? [];
    return { recipient, open, state: stateOf(recipient, open) };
  });
  const urgency = ({ state }: Delivery) => deliveryStates.indexOf(state);
  return deliveries.sort(
    (a, b) => urgency(a) - urgency(b) || (a.recipient.accountId < b.recipient.accountId ? -1 : 1),
  );
}

function stateOf({ wire }: ObservedRecipient, open: readonly Open[]): DeliveryState {
  if (wire.association_status === "disassociated") return "former";
  if (!isLiveRecipient(wire)) return "leaving";
  if (open.some((one) => one.state === "failed")) return "failed";
  if (open.length === 0) return "delivered";
  return wire.resources?.some((delivery) => delivery.error) ? "retried" : "waiting";
}

/** Why it has not arrived. Leaves out a reason that only repeats the state. */
export function openReasons({ recipient, open }: Delivery): Open[] {
  return open.filter(({ reason }) => reason !== recipient.wire.association_status);
}

/** The account, or in words the organization: its own record names no account. */
export const recipientName = ({ accountId }: ObservedRecipient): string => accountId || "(the organization)";
