import type { dynamic } from "@pulumi/pulumi";

/**
 * The providers as Pulumi serializes them into the state of every resource. Their text is a contract: old
 * states keep the text that they were written with, so it is tiny and holds no logic, no path and no secret.
 * Each method loads the installed package when it runs; `require` starts from the program's folder.
 */
export const shareShell: dynamic.ResourceProvider = {
  configure: (request) => require("pulumi-cloudflare-sharing/provider").configure(request),
  check: (olds, news) => require("pulumi-cloudflare-sharing/provider").share.check(olds, news),
  diff: (id, olds, news) => require("pulumi-cloudflare-sharing/provider").share.diff(id, olds, news),
  create: (inputs) => require("pulumi-cloudflare-sharing/provider").share.create(inputs),
  read: (id, props) => require("pulumi-cloudflare-sharing/provider").share.read(id, props),
  update: (id, olds, news) => require("pulumi-cloudflare-sharing/provider").share.update(id, olds, news),
  delete: (id, props) => require("pulumi-cloudflare-sharing/provider").share.delete(id, props),
};
