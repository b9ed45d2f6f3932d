import type { dynamic } from "@pulumi/pulumi";

/*
 * The providers as Pulumi serializes them into the state of every resource. Their text is a contract: old
 * states keep the text that they were written with, so it is tiny and holds no logic, no path and no secret.
 * The engine calls `configure` first, which loads the installed package (`require` starts from the program's
 * folder) and puts its methods in the place of those below. A method written out here, a helper or a longer
 * name would be repeated in every resource of every user's state.
 */

/** Where the package can't be loaded: the SDK takes a method that is missing for one with nothing to do. */
const notLoaded = (): never => {
  throw Error("pulumi-cloudflare-sharing cannot be loaded from the program's folder");
};

const methods = {
  check: notLoaded,
  diff: notLoaded,
  create: notLoaded,
  read: notLoaded,
  update: notLoaded,
  delete: notLoaded,
};

export const shareShell: dynamic.ResourceProvider = {
  configure(c) {
    return require("pulumi-cloudflare-sharing/provider").share(this, c);
  },
  ...methods,
};

export const shareRecipientShell: dynamic.ResourceProvider = {
  configure(c) {
    return require("pulumi-cloudflare-sharing/provider").shareRecipient(this, c);
  },
  ...methods,
};

export const shareResourceShell: dynamic.ResourceProvider = {
  configure(c) {
    return require("pulumi-cloudflare-sharing/provider").shareResource(this, c);
  },
  ...methods,
};
