import type { CloudflareClient } from "../api/client";
import {
  getRecipient,
  getShare,
  getShareResource,
  listExcludedRecipients,
  listOrganizationShares,
  listRecipients,
  listShareResources,
  listShares,
  type OrganizationShareQuery,
} from "../api/endpoints";
import { describeFailure } from "../api/errors";
import type { ProcessOptions } from "../process";
import type { StackConfig } from "../settings";
import { type LookupArgs, type LookupName, readArgs } from "./args";
import { type Asker, ProgramAsker } from "./asker";
import { excludedRecipientResult, recipientResult, resourceResult, shareFacts, shareResult } from "./results";

const defaultMaxItems = 1_000;
/** As Cloudflare orders a list that is asked for without an order. */
const defaultOrder = { direction: "asc", order: "created" };
/** Of a filter that means one thing: a page, one request whatever is taken of it, tells how many there are. */
const manyEnough = 50;

/**
 * What a program asks Cloudflare: reads alone, in previews too. Each takes the arguments as the program gave them,
 * and the stack's config.
 */
export class Lookups {
  constructor(
    options: ProcessOptions = {},
    private readonly asker: Asker = new ProgramAsker(options),
  ) {}

  async getShare(args: unknown, config: StackConfig) {
    const given = this.read("getShare", args, config);
    const { accountId, filter } = given;
    const including = includingQuery(given);
    const wire = await this.ask(config, `reading ${shareName(given)}`, async (client) => {
      if (given.shareId) return getShare(client, { accountId, shareId: given.shareId }, including);
      const query = { ...filterQuery(filter ?? {}), tag: filter?.tags, ...including };
      return theOnlyOne(await listShares(client, accountId, query, manyEnough));
    });
    const found = { ...shareResult(wire), accountId, shareId: wire.id };
    return { ...given, ...found, filter: filter && { ...defaultOrder, ...filter } };
  }

  async getShares(args: unknown, config: StackConfig) {
    const given = this.read("getShares", args, config);
    const query = { ...filterQuery(given), tag: given.tags, ...includingQuery(given) };
    const found = await this.ask(config, `listing the shares of account ${given.accountId}`, (client) =>
      listShares(client, given.accountId, query, mostOf(given)),
    );
    return { ...defaultOrder, ...given, results: found.map(shareResult) };
  }

  async getOrganizationShares(args: unknown, config: StackConfig) {
    const given = this.read("getOrganizationShares", args, config);
    const { organizationId } = given;
    const found = await this.ask(config, `listing the shares of organization ${organizationId}`, (client) =>
      listOrganizationShares(client, organizationId, filterQuery(given), mostOf(given)),
    );
    return { ...defaultOrder, ...given, results: found.map(shareFacts) };
  }

  async getShareRecipient(args: unknown, config: StackConfig) {
    const given = this.read("getShareRecipient", args, config);
    const { include_resources } = includingQuery(given);
    const doing = `reading recipient ${given.recipientId} of ${shareName(given)}`;
    const wire = await this.ask(config, doing, (client) =>
      getRecipient(client, given, given.recipientId, { include_resources }),
    );
    const { accountId: recipientAccountId, ...found } = recipientResult(wire);
    return { ...given, ...found, recipientAccountId };
  }

  async getShareRecipients(args: unknown, config: StackConfig) {
    const given = this.read("getShareRecipients", args, config);
    const { include_resources } = includingQuery(given);
    const found = await this.ask(config, `listing the recipients of ${shareName(given)}`, (client) =>
      listRecipients(client, given, { include_resources }),
    );
    return { ...given, results: found.slice(0, mostOf(given)).map(recipientResult) };
  }

  async getShareExcludedRecipients(args: unknown, config: StackConfig) {
    const given = this.read("getShareExcludedRecipients", args, config);
    const found = await this.ask(config, `listing the excluded recipients of ${shareName(given)}`, (client) =>
      listExcludedRecipients(client, given),
    );
    return { ...given, results: found.slice(0, mostOf(given)).map(excludedRecipientResult) };
  }

  async getShareResource(args: unknown, config: StackConfig) {
    const given = this.read("getShareResource", args, config);
    const { filter, shareResourceId } = given;
    const doing = `reading ${shareResourceId ? `resource ${shareResourceId}` : "the resource"} of ${shareName(given)}`;
    const wire = await this.ask(config, doing, async (client) => {
      if (shareResourceId) return getShareResource(client, given, shareResourceId);
      const query = { resource_type: filter?.resourceType, status: filter?.status };
      return theOnlyOne(await listShareResources(client, given, query, manyEnough));
    });
    return { ...given, ...resourceResult(wire, given.accountId), shareResourceId: wire.id };
  }

  async getShareResources(args: unknown, config: StackConfig) {
    const given = this.read("getShareResources", args, config);
    const query = { resource_type: given.resourceType, status: given.status };
    const found = await this.ask(config, `listing the resources of ${shareName(given)}`, (client) =>
      listShareResources(client, given, query, mostOf(given)),
    );
    return { ...given, results: found.map((wire) => resourceResult(wire, given.accountId)) };
  }

  private read<Name extends LookupName>(name: Name, args: unknown, config: StackConfig): LookupArgs<Name> {
    return readArgs(name, args, this.asker.account(config));
  }

  private async ask<T>(
    config: StackConfig,
    doing: string,
    work: (client: CloudflareClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await work(this.asker.client(config));
    } catch (error) {
      throw describeFailure(doing, error);
    }
  }
}

/** "share S of account A", or what a filter has found when there is no id yet. */
function shareName({ accountId, shareId }: { accountId: string; shareId?: string }): string {
  return shareId ? `share ${shareId} of account ${accountId}` : `the share of account ${accountId}`;
}

/** 0 means no limit of the caller's own, as in `@pulumi/cloudflare`. */
function mostOf({ maxItems }: { maxItems?: number }): number {
  return maxItems || defaultMaxItems;
}

/** Included unless told otherwise: it costs no request, and the results have what their types say. */
function includingQuery(given: { includeResources?: boolean; includeRecipientCounts?: boolean }) {
  const wanted = (flag: boolean | undefined) => (flag === false ? undefined : true);
  return {
    include_resources: wanted(given.includeResources),
    include_recipient_counts: wanted(given.includeRecipientCounts),
  };
}

function filterQuery(
  filter: Pick<
    LookupArgs<"getShares">,
    "status" | "kind" | "targetType" | "resourceTypes" | "order" | "direction"
  >,
): OrganizationShareQuery {
  const { status, kind, targetType, resourceTypes, order, direction } = filter;
  return { status, kind, target_type: targetType, resource_types: resourceTypes, order, direction };
}

/** The one that a filter means. */
function theOnlyOne<T extends { id: string }>(found: T[]): T {
  const [first] = found;
  if (!first) throw new Error("the filter matches none");
  if (found.length === 1) return first;
  const ids = found.slice(0, 3).map(({ id }) => id);
  const number = found.length < manyEnough ? found.length : `${manyEnough} or more`;
  throw new Error(
    `the filter matches ${number}, and exactly one is wanted: ${ids.join(", ")}${found.length > 3 ? ", …" : ""}`,
  );
}
