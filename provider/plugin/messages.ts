import type {
  CheckFailure as CheckFailureMessage,
  DiffResponse,
  PropertyDiff,
} from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure } from "../base/schema";
import { withoutSecrets } from "./currentCall";
import type { Change, DetailedDiff } from "./detailedDiff";
import type { DiffResult } from "./instance";
import { messages } from "./rpc";

/** "Share" of "cloudflare-sharing:index:Share". */
export const kindOf = (type: string): string => type.split(":").at(-1) ?? "";

export function checkFailures(failures: readonly CheckFailure[]): CheckFailureMessage[] {
  return failures.map(({ property, reason }) => {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(withoutSecrets(reason));
    return failure;
  });
}

const { Kind } = messages.PropertyDiff;
const inPlace = { add: Kind.ADD, delete: Kind.DELETE, update: Kind.UPDATE };
const replacing = { add: Kind.ADD_REPLACE, delete: Kind.DELETE_REPLACE, update: Kind.UPDATE_REPLACE };

const propertyOf = (path: string): string => path.split(/[.[]/)[0] ?? "";

/** @param detailed what the engine draws; its paths lie in inputs, before and after */
export function diffResponse(
  { changes, replaces, deleteBeforeReplace }: DiffResult,
  detailed: DetailedDiff,
): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  response.setChanges(changes ? DIFF_SOME : DIFF_NONE);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setDiffsList([...new Set([...detailed.keys()].map(propertyOf))]);
  response.setHasdetaileddiff(true);
  for (const [path, change] of detailed)
    response.getDetaileddiffMap().set(path, propertyDiff(change, replaces.includes(propertyOf(path))));
  return response;
}

function propertyDiff(change: Change, isReplacing: boolean): PropertyDiff {
  const diff = new messages.PropertyDiff();
  diff.setKind((isReplacing ? replacing : inPlace)[change]);
  diff.setInputdiff(true);
  return diff;
}
