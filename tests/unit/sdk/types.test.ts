import { validateResourceOfType } from "@pulumi/policy";
import * as sharing from "../../../sdk";

const classes = {
  Share: sharing.Share,
  ShareRecipient: sharing.ShareRecipient,
  ShareResource: sharing.ShareResource,
};
const typesOf = (name: string) => [
  `pulumi-nodejs:dynamic/cloudflare-sharing:${name}`,
  `cloudflare-sharing:index:${name}`,
];
const types = Object.keys(classes).flatMap(typesOf);

test.each(Object.entries(classes))("%s tells its own types, by either door, from all others", (name, one) => {
  expect(types.filter((type) => one.isInstance({ __pulumiType: type }))).toEqual(typesOf(name));
  const official = { __pulumiType: "cloudflare:index/share:Share" };
  for (const other of [undefined, null, {}, typesOf(name)[0], official])
    expect(one.isInstance(other)).toBe(false);
});

/** With it, a policy would be for this one type alone; without, it asks the class. */
test.each(Object.entries(classes))(
  "a policy for %s asks the class to which resources it applies",
  (_, one) => {
    const policy = validateResourceOfType(one as typeof sharing.Share, () => undefined);
    expect(policy).not.toHaveProperty("__pulumiType");
  },
);

test("a provider of this package is told from others", () => {
  expect(sharing.Provider.isInstance({ __pulumiType: "pulumi:providers:cloudflare-sharing" })).toBe(true);
  for (const other of [undefined, null, {}, { __pulumiType: "pulumi:providers:cloudflare" }])
    expect(sharing.Provider.isInstance(other)).toBe(false);
});
