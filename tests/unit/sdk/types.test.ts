import { validateResourceOfType } from "@pulumi/policy";
import * as sharing from "../../../sdk";

const classes = {
  Share: sharing.Share,
  ShareRecipient: sharing.ShareRecipient,
  ShareResource: sharing.ShareResource,
};
const types = Object.keys(classes).map((name) => `pulumi-nodejs:dynamic/cloudflare-sharing:${name}`);

test.each(Object.entries(classes))("%s tells its own type from all others", (name, one) => {
  const own = `pulumi-nodejs:dynamic/cloudflare-sharing:${name}`;
  expect(types.filter((type) => one.isInstance({ __pulumiType: type }))).toEqual([own]);
  for (const other of [undefined, null, {}, own, { __pulumiType: "cloudflare:index/share:Share" }])
    expect(one.isInstance(other)).toBe(false);
});

test.each(Object.entries(classes))("a policy for %s knows to which resources it applies", (name, one) => {
  const policy = validateResourceOfType(one as typeof sharing.Share, () => undefined);
  expect(policy).toHaveProperty("__pulumiType", `pulumi-nodejs:dynamic/cloudflare-sharing:${name}`);
});
