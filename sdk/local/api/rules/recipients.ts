/** Who may be a recipient. */
import type { Directory } from "../../world/accounts";
import type { Share } from "../../world/share";
import { isLive } from "../../world/state";
import type { Call } from "../call";
import { type ApiError, codes, problem } from "../envelope";
import type { BodyOf } from "../schemas";
import { Refusal, refuse, refuseAny } from "./refusal";

interface Target {
  targetType: "account" | "organization";
  accountIds: string[];
}

type RecipientBody = BodyOf<"recipient">;
const accountOf = (entry: RecipientBody) => entry.recipient_account_id ?? entry.account_id;

/** Who a share is for, or every reason why its recipients are wrong. `at` is the pointer of the list. */
export function targetOf(owner: string, list: RecipientBody[], directory: Directory, at: string): Target {
  const toOrganization = list.filter((entry) => accountOf(entry) === undefined);
  const problems = list.flatMap((entry, i) => entryProblems(owner, entry, directory, `${at}/${i}`));
  if (toOrganization.length > 0 && list.length > 1) {
    problems.push(problem(codes.wrongTarget, "an organization recipient must stand alone", at));
  }
  const seen = new Set<string>();
  for (const [i, entry] of list.entries()) {
    const account = accountOf(entry);
    if (account === undefined) continue;
    if (seen.has(account)) problems.push(problem(codes.invalid, "the same recipient twice", `${at}/${i}`));
    seen.add(account);
  }
  refuseAny(problems);
  return { targetType: toOrganization.length > 0 ? "organization" : "account", accountIds: [...seen] };
}

function entryProblems(owner: string, entry: RecipientBody, directory: Directory, at: string): ApiError[] {
  const { recipient_account_id: named, account_id: alias, organization_id: organization } = entry;
  const account = named ?? alias;
  const refused = (field: string, message: string) => [problem(codes.invalid, message, `${at}/${field}`)];
  if (named !== undefined && alias !== undefined && named !== alias) {
    return refused("account_id", "account_id and recipient_account_id contradict each other");
  }
  if (account !== undefined && organization !== undefined) {
    return refused("organization_id", "a recipient is an account or an organization, not both");
  }
  const home = directory.organizationOf(owner);
  if (account === undefined) {
    if (home !== "" && (organization ?? home) === home) return [];
    return organization === undefined
      ? [problem(codes.invalid, "the account belongs to no organization", at)]
      : refused("organization_id", "not the organization of the owner");
  }
  const field = named === undefined ? "account_id" : "recipient_account_id";
  if (account === owner) return refused(field, "the owner of a share cannot be its recipient");
  if (home === "" || !directory.isMember(account)) {
    return refused(field, "the account does not belong to the organization of the owner");
  }
  return [];
}

/** The accounts of a PUT; an account share can't become an organization share. */
export function accountsOf(call: Call, share: Share, list: RecipientBody[]): string[] {
  const target = targetOf(share.accountId, list, call.store.directory, "");
  if (target.targetType === "account") return target.accountIds;
  throw refuse(400, codes.wrongTarget, "an account-targeted share takes account recipients only", "/0");
}

/** The account of a POST. A single recipient is the whole body, so the pointers carry no index. */
export function accountOfOne(call: Call, share: Share, body: RecipientBody): string {
  try {
    const [accountId = ""] = accountsOf(call, share, [body]);
    return accountId;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const errors = error.errors.map(({ code, message, source }) =>
      problem(code, message, source?.pointer.replace(/^\/0/, "")),
    );
    throw new Refusal(error.status, errors);
  }
}

export function checkNoRecipientYet(share: Share, accountId: string): void {
  const old = share.recipients.newestOf(accountId);
  if (!old || !isLive(old)) return;
  throw refuse(409, codes.conflict, "the account is a recipient already", "/recipient_account_id");
}
