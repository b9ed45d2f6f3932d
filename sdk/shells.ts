import type { dynamic } from "@pulumi/pulumi";

/*
 * The providers as Pulumi serializes them into the state of every resource. Their text is a contract: old
 * states keep the text that they were written with, so it is tiny and holds no logic, no path and no secret.
 * Each method loads the installed package when it runs; `require` starts from the program's folder. A helper
 * function or a longer name here would be repeated in every resource of every user's state.
 */

export const shareShell: dynamic.ResourceProvider = {
  configure: (c) => require("pulumi-cloudflare-sharing/provider").configure(c),
  check: (o, n) => require("pulumi-cloudflare-sharing/provider").share.check(o, n),
  diff: (i, o, n) => require("pulumi-cloudflare-sharing/provider").share.diff(i, o, n),
  create: (n) => require("pulumi-cloudflare-sharing/provider").share.create(n),
  read: (i, o) => require("pulumi-cloudflare-sharing/provider").share.read(i, o),
  update: (i, o, n) => require("pulumi-cloudflare-sharing/provider").share.update(i, o, n),
  delete: (i, o) => require("pulumi-cloudflare-sharing/provider").share.delete(i, o),
};

export const shareRecipientShell: dynamic.ResourceProvider = {
  configure: (c) => require("pulumi-cloudflare-sharing/provider").configure(c),
  check: (o, n) => require("pulumi-cloudflare-sharing/provider").shareRecipient.check(o, n),
  diff: (i, o, n) => require("pulumi-cloudflare-sharing/provider").shareRecipient.diff(i, o, n),
  create: (n) => require("pulumi-cloudflare-sharing/provider").shareRecipient.create(n),
  read: (i, o) => require("pulumi-cloudflare-sharing/provider").shareRecipient.read(i, o),
  update: (i, o, n) => require("pulumi-cloudflare-sharing/provider").shareRecipient.update(i, o, n),
  delete: (i, o) => require("pulumi-cloudflare-sharing/provider").shareRecipient.delete(i, o),
};

export const shareResourceShell: dynamic.ResourceProvider = {
  configure: (c) => require("pulumi-cloudflare-sharing/provider").configure(c),
  check: (o, n) => require("pulumi-cloudflare-sharing/provider").shareResource.check(o, n),
  diff: (i, o, n) => require("pulumi-cloudflare-sharing/provider").shareResource.diff(i, o, n),
  create: (n) => require("pulumi-cloudflare-sharing/provider").shareResource.create(n),
  read: (i, o) => require("pulumi-cloudflare-sharing/provider").shareResource.read(i, o),
  update: (i, o, n) => require("pulumi-cloudflare-sharing/provider").shareResource.update(i, o, n),
  delete: (i, o) => require("pulumi-cloudflare-sharing/provider").shareResource.delete(i, o),
};
