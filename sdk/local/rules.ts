import type { Directory } from "./accounts";
import type { RecipientBody, ResourceBody } from "./bodies";
import { type ApiError, codes, problem, Refusal } from "./envelope";
import type { ResourceRecord } from "./state";

export interface Target {
  targetType: "account" | "organization";
  accountIds: string[];
}

/** Who a share is for, or every reason why its recipients can't be. `at` is the list's own pointer. */
export function targetOf(owner: string, list: RecipientBody[], directory: Directory, at: string): Target {
  const accountOf = (entry: RecipientBody) => entry.recipient_account_id ?? entry.account_id;
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
  if (problems.length > 0) throw new Refusal(400, problems);
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

const keyOf = (type: string, account: string, id: string): string => `${type} ${account} ${id}`;

/** No two live resources of a share may be the same thing. */
export function checkNewResources(
  live: ResourceRecord[],
  added: ResourceBody[],
  at: (i: number) => string,
): void {
  const taken = new Set(
    live
      .filter((resource) => resource.status === "active")
      .map((resource) => keyOf(resource.resourceType, resource.resourceAccountId, resource.resourceId)),
  );
  const problems: ApiError[] = [];
  for (const [i, body] of added.entries()) {
    const key = keyOf(body.resource_type, body.resource_account_id, body.resource_id);
    if (taken.has(key)) {
      problems.push(problem(codes.invalid, "the share has this resource already", `${at(i)}/resource_id`));
    }
    taken.add(key);
  }
  if (problems.length > 0) throw new Refusal(400, problems);
}

/** Only members can be excluded: nobody else would receive the share. */
export function checkExcluded(accountIds: string[], directory: Directory, at: (i: number) => string): void {
  const seen = new Set<string>();
  const problems: ApiError[] = [];
  for (const [i, accountId] of accountIds.entries()) {
    const pointer = `${at(i)}/account_id`;
    if (!directory.isMember(accountId)) {
      problems.push(problem(codes.invalid, "the account does not belong to the organization", pointer));
    }
    if (seen.has(accountId)) problems.push(problem(codes.invalid, "the same account twice", pointer));
    seen.add(accountId);
  }
  if (problems.length > 0) throw new Refusal(400, problems);
}
