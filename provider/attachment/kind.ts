import type { z } from "zod";
import type { ShareRef } from "../api/endpoints";
import type { ShareWire } from "../api/wire";
import type { StateKind } from "../base/foreignState";
import type { CheckFailure } from "../base/schema";
import type { Properties } from "../base/values";
import type { OptionInputs } from "../model/inputs";
import type { Open } from "../model/openMatters";
import type { Context } from "../process";

/** What a single recipient and a single resource of a share declare alike. */
export interface AttachmentInputs extends ShareRef, OptionInputs {}

/** A live share, and one record in it; a record that has left may stay listed. */
interface Found<W> {
  share: ShareWire;
  wire: W | undefined;
}

/** All that differs between the kinds of attachment; the lifecycle tells the one story of both. */
export interface AttachmentKind<I extends AttachmentInputs, W extends { id: string }> extends StateKind {
  /** What the option `import` looks like. */
  idForm: string;
  args: z.ZodType;
  /** Properties whose change needs another record, and those that change in place. */
  identity: readonly (keyof I & string)[];
  inPlace: readonly (keyof I & string)[];
  /** The inputs with every default filled in. */
  complete?(raw: Properties): Properties;
  /** Faults beyond those of form. */
  faults?(raw: Properties): CheckFailure[];
  warning?(raw: Properties): string | undefined;
  /** "recipient 0123…" */
  nameOf(inputs: I): string;
  /** What has become of it in the end: "associated". */
  done: string;
  body(inputs: I): unknown;
  /** The record of this id; undefined if the share is gone. */
  find(context: Context, ref: ShareRef, id: string): Promise<Found<W> | undefined>;
  /** Cloudflare's word for the record; one that is not live is leaving, or has left. */
  statusOf(wire: W): string;
  isLive(wire: W): boolean;
  /** What the record's own values are not as declared. */
  differing?(inputs: I, wire: W): Open[];
  /** What of the record is not as declared yet, its values included. */
  open(context: Context, inputs: I, found: Found<W>): Promise<Open[]>;
  /** The live record of the same account or resource, whoever made it. Throws if there is no such share. */
  findLike(context: Context, inputs: I): Promise<W | undefined>;
  add(context: Context, inputs: I, find: () => Promise<W | undefined>): Promise<W>;
  /**
   * Changes in place what differs from the inputs, and what the inputs before had and these have not.
   *
   * @returns the record as answered; undefined if there was nothing to change, or the answer says nothing
   */
  amend?(context: Context, inputs: I, wire: W, before: I): Promise<W | undefined>;
  /** The inputs where nobody knows whether they were amended. */
  either?(inputs: I, before: I): I;
  remove(context: Context, ref: ShareRef, id: string): Promise<unknown>;
  /** A better error than Cloudflare's refusal to remove it, where one is known. */
  explainRefusal?(inputs: I, share: ShareWire): Error | undefined;
  outputs(inputs: I, wire: W): Properties;
  /** The inputs as the live record has them. */
  liveInputs(before: I, wire: W): I;
  /** Where the live record differs from its declaration. */
  differences(inputs: I, wire: W): CheckFailure[];
}
