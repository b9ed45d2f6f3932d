import type * as pulumi from "@pulumi/pulumi";

/** The outputs of a class, each without a value: resources have only those that they are given a key for. */
export type Placeholders<T> = {
  [Name in Exclude<keyof T, keyof pulumi.CustomResource>]: undefined;
};

export type Args = Record<string, unknown>;

/** One class of this package, whichever door its resources take. */
export interface ResourceKind {
  type: string;
  /** What the dynamic provider's states keep. */
  shell: pulumi.dynamic.ResourceProvider;
  placeholders: object;
  /** For an input, the outputs that repeat it under another name. */
  repeats: Record<string, readonly string[]>;
  /**
   * The arguments that Pulumi would lose something of on their way to the provider, in the form that keeps it.
   *
   * @param names of the arguments that the program gives, with a value or without one
   */
  keep(args: Args, names: readonly string[]): object;
}
