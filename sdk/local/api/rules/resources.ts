/** What a share's resources must be for a request. */
import type { Share } from "../../world/share";
import type { ResourceRecord } from "../../world/state";
import type { Call } from "../call";
import { type ApiError, codes, problem } from "../envelope";
import type { BodyOf } from "../schemas";
import { refuse, refuseAny } from "./refusal";
import { notFound } from "./shares";

export function resourceOf(call: Call, share: Share): ResourceRecord {
  const resource = share.resources.find(({ id }) => id === call.params.child);
  if (!resource) throw notFound("share resource");
  return resource;
}

const keyOf = (type: string, account: string, id: string): string => `${type} ${account} ${id}`;

/** A share can't have the same live resource twice. */
export function checkNewResources(
  present: ResourceRecord[],
  added: BodyOf<"resource">[],
  at: (i: number) => string,
): void {
  const taken = new Set(
    present
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
  refuseAny(problems);
}

export function checkActive(resource: ResourceRecord): void {
  if (resource.status === "active") return;
  throw refuse(400, codes.notActive, `the share resource is ${resource.status}`);
}

export function checkNotLast(share: Share, resource: ResourceRecord): void {
  const live = share.resources.filter((one) => one.status === "active");
  if (live.length !== 1 || live[0] !== resource) return;
  throw refuse(400, codes.lastResource, "the last resource of a share cannot be deleted");
}
