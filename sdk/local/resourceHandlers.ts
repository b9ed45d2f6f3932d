import { bodies, parse, queries } from "./bodies";
import { type Call, ownShare, pageAnswer, writableShare } from "./call";
import { type Answer, answer, codes, notFound, refuse } from "./envelope";
import { checkNewResources } from "./rules";
import { resourceWire } from "./shapes";
import { resourceSpec } from "./shareHandlers";
import type { ResourceRecord } from "./state";
import type { Share } from "./store";

export function listResources(call: Call): Answer {
  const query = parse(queries.resources, call.query);
  const found = ownShare(call).resources.filter(
    (resource) =>
      (query.status ?? resource.status) === resource.status &&
      (query.resource_type ?? resource.resourceType) === resource.resourceType,
  );
  return pageAnswer(call, found, query, resourceWire);
}

export function addResource(call: Call): Answer {
  parse(queries.none, call.query);
  const body = parse(bodies.resource, call.body);
  const share = writableShare(call);
  checkNewResources(share.resources, [body], () => "");
  return answer(201, resourceWire(call.changes.addResource(share, resourceSpec(body))));
}

export function getResource(call: Call): Answer {
  parse(queries.none, call.query);
  return answer(200, resourceWire(resourceOf(call, ownShare(call))));
}

export function setMeta(call: Call): Answer {
  parse(queries.none, call.query);
  const { meta } = parse(bodies.meta, call.body);
  const resource = resourceOf(call, writableShare(call));
  if (resource.status !== "active") {
    throw refuse(400, codes.notActive, `the share resource is ${resource.status}`);
  }
  call.changes.setMeta(resource, meta);
  return answer(200, resourceWire(resource));
}

export function removeResource(call: Call): Answer {
  parse(queries.none, call.query);
  const share = writableShare(call);
  const resource = resourceOf(call, share);
  const live = share.resources.filter((one) => one.status === "active");
  if (live.length === 1 && live[0] === resource) {
    throw refuse(400, codes.lastResource, "the last resource of a share cannot be deleted");
  }
  call.changes.removeResource(resource);
  return answer(200, resourceWire(resource));
}

function resourceOf(call: Call, share: Share): ResourceRecord {
  const resource = share.resources.find(({ id }) => id === call.params.child);
  if (!resource) throw notFound("share resource");
  return resource;
}
