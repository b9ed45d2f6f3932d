import type {
  ExcludedRecipientWire,
  RecipientWire,
  ShareResourceWire,
  ShareWire,
} from "../../../provider/api/wire";
import type { ResourceInput, ShareInputs } from "../../../provider/model/inputs";
import { type ObservedShare, observedShare } from "../../../provider/model/observed";
import { localAccount, localOwner } from "../../../sdk/local";

export const RULESET = "0123456789abcdef0123456789abcdef";
/** The id of the i-th shared resource. */
export const rulesetId = (i: number): string => `${"d".repeat(24)}${i.toString(16).padStart(8, "0")}`;

export const to = (...accounts: number[]) => accounts.map((i) => ({ recipientAccountId: localAccount(i) }));

export const resource = (changes: Partial<ResourceInput> = {}): ResourceInput => ({
  resourceType: "custom-ruleset",
  resourceId: RULESET,
  resourceAccountId: localOwner,
  meta: "{}",
  ...changes,
});

/** A share's inputs as check returns them. */
export const inputs = (changes: Partial<ShareInputs> = {}): ShareInputs => ({
  accountId: localOwner,
  name: "Baseline",
  recipients: to(1, 2),
  resources: [resource()],
  ...changes,
});

export const recipientWire = (account: string, changes: Partial<RecipientWire> = {}): RecipientWire => ({
  id: `record of ${account}`,
  account_id: account,
  association_status: "associated",
  created: "2026-03-01T12:00:00.000001Z",
  modified: "2026-03-01T12:00:00.000001Z",
  ...changes,
});

export const resourceWire = (
  input: ResourceInput,
  changes: Partial<ShareResourceWire> = {},
): ShareResourceWire => ({
  id: `record of ${input.resourceId}`,
  resource_id: input.resourceId,
  resource_type: input.resourceType,
  resource_account_id: input.resourceAccountId,
  meta: JSON.parse(input.meta),
  resource_version: 1,
  status: "active",
  ...changes,
});

export interface Live {
  share?: Partial<ShareWire>;
  recipients?: RecipientWire[];
  resources?: ShareResourceWire[];
  excluded?: ExcludedRecipientWire[];
}

/** The live share that meets the inputs, but for what is given. */
export function observed(declared: ShareInputs = inputs(), live: Live = {}): ObservedShare {
  const accounts = declared.recipients.flatMap((one) => one.recipientAccountId ?? []);
  const share: ShareWire = {
    id: "5".repeat(32),
    account_id: declared.accountId,
    name: declared.name,
    status: "active",
    kind: "sent",
    target_type: accounts.length > 0 ? "account" : "organization",
    resources: live.resources ?? declared.resources.map((one) => resourceWire(one)),
    ...live.share,
  };
  const excluded =
    live.excluded ?? (declared.excludedRecipients ?? []).map(({ accountId }) => excludedWire(accountId));
  return observedShare(
    share,
    live.recipients ?? accounts.map((account) => recipientWire(account)),
    excluded,
    declared.accountId,
  );
}

export const excludedWire = (account: string): ExcludedRecipientWire => ({
  id: `exclusion of ${account}`,
  account_id: account,
});
