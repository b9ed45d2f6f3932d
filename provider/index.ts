/**
 * The door: the one module that the provider text in users' states calls. Its names are a contract, as an old
 * state keeps its old text; add to them, never change them.
 */
import { Contexts } from "./context";
import { Lookups } from "./lookups";
import type { StackConfig } from "./settings";
import { ShareLifecycle } from "./share/lifecycle";
import { ShareRecipientLifecycle } from "./shareRecipient";
import { ShareResourceLifecycle } from "./shareResource";

const contexts = new Contexts();

/** Takes the stack's config; the engine calls it once per process and provider text. */
export function configure(request: { config: StackConfig }): void {
  contexts.configure(request.config);
}

export const shareRecipient = new ShareRecipientLifecycle(contexts);
export const shareResource = new ShareResourceLifecycle(contexts);
export const share = new ShareLifecycle(contexts);

/** What the functions of a program ask; in the program's own process, with settings of its own. */
export const lookups = new Lookups();
