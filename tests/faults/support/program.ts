export type Properties = Record<string, unknown>;

export type Kind = "share" | "recipient" | "resource";

/** One resource of a program that Pulumi manages. */
export interface Declared {
  name: string;
  kind: Kind;
  /** As the class hands them to the provider: the options `import` and `replaceOnChanges` are among them. */
  args: Properties;
  /** The declared share whose id becomes the argument `shareId`. */
  on?: string;
  deleteBeforeReplace?: boolean;
}

/** One resource that the program reads by `get`. */
export interface Got {
  name: string;
  kind: Kind;
  get: string;
  /** What the class reads out of a long id. */
  args: Properties;
}

export type Program = readonly (Declared | Got)[];

/** What the state has of one resource. */
export interface Entry {
  name: string;
  kind: Kind;
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** The resource of the program on whose id it depends. */
  on?: string;
  initFailed: boolean;
  /** Read by `get`, not managed. */
  external: boolean;
  /** It was replaced, and is to be deleted. */
  isReplaced: boolean;
  /** `pulumi state taint`: the next up replaces it. */
  tainted: boolean;
  /** The option `import` of the last run, where the engine itself imports. */
  importId?: string;
}

export function newEntry(
  entry: Pick<Entry, "name" | "kind" | "id" | "inputs" | "outputs" | "on" | "importId">,
): Entry {
  return { initFailed: false, external: false, isReplaced: false, tainted: false, ...entry };
}

/** As everything goes over the wire between engine and provider. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
