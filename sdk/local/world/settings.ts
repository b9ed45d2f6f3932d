/**
 * What happens when a former recipient is added again. Cloudflare does not document it. `revive` reuses its record,
 * `ignore-while-disassociating` reuses it once the account has left and ignores the request before that, `new-record`
 * makes another record.
 */
export type ReAdd = "revive" | "ignore-while-disassociating" | "new-record";

export interface WorldSettings {
  /** How long associating, disassociating, deleting and delivering take. Default 300; 0 = at once. */
  transitionMs: number;
  /** What adding a disassociating or disassociated account again does. Default "revive". */
  reAdd: ReAdd;
  /** A deleted share answers 404 instead of status deleted. Default false. */
  forgetDeleted: boolean;
}
