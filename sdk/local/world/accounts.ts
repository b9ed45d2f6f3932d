import type { Account, Organization } from "./state";

const numbered = (letter: string, i: number): string => letter.repeat(24) + i.toString(16).padStart(8, "0");

/** The id of the i-th account of the default organization. */
export const localAccount = (i: number): string => numbered("a", i);
/** The id of the i-th account outside the organization. */
export const outsideAccount = (i: number): string => numbered("b", i);
/** The account that owns the shares in examples and tests. */
export const localOwner = localAccount(0);
/** The id of the default organization. */
export const localOrganizationId = numbered("c", 0);

/** The default organization, or a larger one for tests of large shares. */
export function localOrganization(members = 300): Organization {
  const accounts = Array.from({ length: members }, (_, i) => ({
    id: localAccount(i),
    name: `Local Account ${i}`,
  }));
  return { id: localOrganizationId, name: "Local Organization", accounts };
}

export const defaultOutsideAccounts = (): Account[] =>
  Array.from({ length: 10 }, (_, i) => ({ id: outsideAccount(i), name: `Outside Account ${i}` }));

/** Which accounts exist, and which belong to the organization. */
export class Directory {
  private readonly names = new Map<string, string>();
  private readonly members = new Set<string>();

  constructor(
    readonly organization: Organization,
    readonly outside: Account[],
  ) {
    for (const account of [...organization.accounts, ...outside]) this.names.set(account.id, account.name);
    for (const account of organization.accounts) this.members.add(account.id);
  }

  exists(accountId: string): boolean {
    return this.names.has(accountId);
  }

  nameOf(accountId: string): string {
    return this.names.get(accountId) ?? "";
  }

  isMember(accountId: string): boolean {
    return this.members.has(accountId);
  }

  /** Empty for an account outside every organization. */
  organizationOf(accountId: string): string {
    return this.isMember(accountId) ? this.organization.id : "";
  }
}
