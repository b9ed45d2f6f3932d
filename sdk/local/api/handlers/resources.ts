import type { Call } from "../call";
import { type Answer, answer } from "../envelope";
import { pageAnswer } from "../paging";
import { checkActive, checkNewResources, checkNotLast, resourceOf } from "../rules/resources";
import { ownShare, writableShare } from "../rules/shares";
import type { BodyOf, QueryOf } from "../schemas";
import { resourceWire } from "../shapes";
import { resourceSpec } from "./shares";

export function listResources(call: Call<QueryOf<"resources">>): Answer {
  const { status, resource_type } = call.query;
  const found = ownShare(call).resources.filter(
    (resource) =>
      (status ?? resource.status) === resource.status &&
      (resource_type ?? resource.resourceType) === resource.resourceType,
  );
  return pageAnswer(call, found, resourceWire);
}

export function addResource(call: Call<unknown, BodyOf<"resource">>): Answer {
  const share = writableShare(call);
  checkNewResources(share.resources, [call.body], () => "");
  return answer(201, resourceWire(call.changes.addResource(share, resourceSpec(call.body))));
}

export function getResource(call: Call): Answer {
  return answer(200, resourceWire(resourceOf(call, ownShare(call))));
}

export function setMeta(call: Call<unknown, BodyOf<"meta">>): Answer {
  const resource = resourceOf(call, writableShare(call));
  checkActive(resource);
  call.changes.setMeta(resource, call.body.meta);
  return answer(200, resourceWire(resource));
}

export function removeResource(call: Call): Answer {
  const share = writableShare(call);
  const resource = resourceOf(call, share);
  checkNotLast(share, resource);
  call.changes.removeResource(resource);
  return answer(200, resourceWire(resource));
}
