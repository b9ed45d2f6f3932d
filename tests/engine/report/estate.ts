import { type LocalCloudflare, localAccount, localOwner } from "../../../sdk/local";
import { rulesetId } from "../declarations";

/** Each leaves a trace in `globalThis.ran` if it is anything but text. */
const traps = [
  `</script><script>globalThis.ran = "script"</script>`,
  `"><img src=x onerror='globalThis.ran = "image"'>`,
  `' autofocus onfocus='globalThis.ran = "focus"' x='`,
  "<svg onload=globalThis.ran=1><style>*{display:none}</style>",
  "</title></td></table></main><!--",
];

/** Names by how the page is to show them. */
const odd: Record<string, string> = {
  "Line\\nbreak": "Line\nbreak",
  "\\u202egnp.live": "\u202egnp.live",
  "مشاركة القواعد": "مشاركة القواعد",
  [`Long${"g".repeat(251)}`]: `Long${"g".repeat(251)}`,
};

/** As the page is to show them. */
export const hostileNames = [...traps, ...Object.keys(odd)];

/** 1 to 13 recipients, whose order as numbers is another one than as texts. */
const recipientsOf = (number: number) => (number % 13) + 1;

export const plainShares = Array.from({ length: 50 }, (_, i) => ({
  name: `Plain ${50 - i}`,
  recipients: recipientsOf(50 - i),
}));

/** More than one table of the matrix has. */
export const shareCount = plainShares.length + hostileNames.length + 1;

/** An account that sends all of them and receives one, with deliveries in every state. */
export function sendAll({ dashboard }: LocalCloudflare): void {
  const send = (name: string, recipients: string[] | "organization", accountId = localOwner) =>
    dashboard.createShare({ accountId, name, recipients, resources: [{ resourceId: rulesetId }] }).id;
  const first = (count: number) => Array.from({ length: count }, (_, i) => localAccount(i + 1));
  const [trap = "", other = ""] = traps;
  for (const { name, recipients } of plainShares) send(name, first(recipients));
  dashboard.refuseDelivery({ accountId: localAccount(2), error: trap, terminal: true });
  dashboard.refuseDelivery({ accountId: localAccount(3), error: other, terminal: false });
  for (const name of [...traps, ...Object.values(odd)]) send(name, first(3));
  const toAll = send("To all", "organization");
  dashboard.setExcluded(toAll, [localAccount(1)]);
  send(trap, [localOwner], localAccount(4));
  dashboard.setTransitionMs(24 * 60 * 60_000);
  dashboard.removeRecipient(toAll, localAccount(4));
  dashboard.addRecipient(toAll, localAccount(1));
}
