import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Directory } from "../world/accounts";
import type { Params } from "./call";
import { notAllowed } from "./rules/requests";

/** What a token may do. */
export interface TokenRights {
  /** Default: every account. */
  accounts?: string[];
  /** Default "edit". */
  permission?: "edit" | "read";
}

/** How a request was signed. */
export type CredentialKind = "token" | "key" | "none";

export function credentialKind(headers: IncomingHttpHeaders): CredentialKind {
  if (headers.authorization !== undefined) return "token";
  return headers["x-auth-key"] !== undefined ? "key" : "none";
}

export interface Caller {
  /** The rate limit counts per id. */
  id: string;
  rights: TokenRights;
}

/** Who calls, and what they may do. */
export class Access {
  private readonly tokens: Map<string, TokenRights>;
  private readonly apiKeys: Map<string, string>;

  constructor(
    tokens: Record<string, TokenRights>,
    apiKeys: Record<string, string>,
    private readonly directory: Directory,
  ) {
    this.tokens = new Map(Object.entries(tokens));
    this.apiKeys = new Map(Object.entries(apiKeys));
  }

  identify(headers: IncomingHttpHeaders): Caller {
    const kind = credentialKind(headers);
    const rights = kind === "token" ? this.rightsOfToken(headers) : this.rightsOfKey(headers);
    if (!rights) throw notAllowed();
    const credential = kind === "token" ? headers.authorization : String(headers["x-auth-email"]);
    return { id: createHash("sha256").update(`${kind} ${credential}`).digest("hex"), rights };
  }

  private rightsOfToken(headers: IncomingHttpHeaders): TokenRights | undefined {
    const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? "") ?? [];
    return token === undefined ? undefined : this.tokens.get(token);
  }

  private rightsOfKey(headers: IncomingHttpHeaders): TokenRights | undefined {
    const { "x-auth-email": email, "x-auth-key": key } = headers;
    const known = typeof email === "string" ? this.apiKeys.get(email) : undefined;
    return known !== undefined && known === key ? {} : undefined;
  }

  authorize({ rights }: Caller, method: string, { account, organization }: Params): void {
    if (rights.permission === "read" && method !== "GET") throw notAllowed();
    // A token for some accounts sees nothing of the organization as a whole.
    if (organization !== undefined && rights.accounts !== undefined) throw notAllowed();
    if (account === undefined) return;
    if (!this.directory.exists(account) || rights.accounts?.includes(account) === false) throw notAllowed();
  }
}
