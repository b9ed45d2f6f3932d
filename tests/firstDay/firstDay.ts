import { basename, join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { packPackage } from "../engine/packedPackage";
import { killTree } from "../engine/processTree";
import { ensureToolchain } from "../toolchain";
import { interrupt, Newcomer } from "./newcomer";

const program = (
  recipients: number[],
  name = "My Shared WAF Managed Rule",
) => `import * as sharing from "pulumi-cloudflare-sharing";

const baseline = new sharing.Share("waf-baseline", {
    accountId: "${localOwner}",
    name: "${name}",
    recipients: [${recipients.map((i) => `\n        { recipientAccountId: "${localAccount(i)}" },`).join("")}
    ],
    resources: [{ resourceType: "custom-ruleset", resourceId: "0123456789abcdef0123456789abcdef" }],
});
export const status = baseline.status;
`;

type Request = LocalCloudflare["requests"][number];
const isDone =
  (wanted: string) =>
  ({ method, status = 500 }: Request) =>
    method === wanted && status < 300;

type Step = (newcomer: Newcomer, cloudflare: LocalCloudflare) => Promise<void>;

async function succeeds(code: Promise<number>): Promise<void> {
  if ((await code) !== 0) throw new Error("the command above was to succeed");
}

async function fails(code: Promise<number>): Promise<void> {
  if ((await code) === 0) throw new Error("the command above was to fail");
}

const install =
  (tarball: string): Step =>
  async (newcomer) => {
    newcomer.title("From an empty folder to the first share");
    const packages = "@pulumi/pulumi typescript@6 @types/node";
    await succeeds(
      newcomer.type(
        `npm install --no-audit --no-fund ${tarball} ${packages}`,
        `npm install ${basename(tarball)} ${packages}`,
      ),
    );
    await newcomer.write("Pulumi.yaml", "name: share\nruntime: nodejs\nmain: index.ts\n");
    await newcomer.write("index.ts", program([1, 2, 3]));
    await succeeds(newcomer.type("pulumi stack init dev"));
  };

const firstShare: Step = async (newcomer, cloudflare) => {
  newcomer.title("No credentials");
  await fails(newcomer.type("pulumi preview"));
  newcomer.set("CLOUDFLARE_BASE_URL", cloudflare.url);
  newcomer.set("CLOUDFLARE_API_TOKEN", "local-token");
  newcomer.title("First preview");
  await succeeds(newcomer.type("pulumi preview"));
  newcomer.title("Up, with waiting");
  cloudflare.dashboard.setTransitionMs(6_000);
  await succeeds(newcomer.type("pulumi up --yes --skip-preview"));
  newcomer.title("Up again: nothing to do");
  await succeeds(newcomer.type("pulumi up --yes --skip-preview"));
};

const aMistake: Step = async (newcomer) => {
  newcomer.title("A mistake in the program");
  await newcomer.write(
    "index.ts",
    program([1, 2, 3, 3]).replace("custom-ruleset", "custom-rulesets").replace(localAccount(1), "my-account"),
  );
  await fails(newcomer.type("pulumi up --yes --skip-preview"));
  await newcomer.write("index.ts", program([1, 2, 3]));
};

const drift: Step = async (newcomer, cloudflare) => {
  newcomer.title("Drift: someone removed a recipient by hand");
  // From here on no mistake is one of types, whose check is half of what a run costs.
  newcomer.env.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
  cloudflare.dashboard.setTransitionMs(0);
  const [share] = cloudflare.dashboard.shares();
  cloudflare.dashboard.removeRecipient(share?.id ?? "", localAccount(2));
  await succeeds(newcomer.type("pulumi preview --refresh --diff"));
  await succeeds(newcomer.type("pulumi up --refresh --yes --skip-preview"));
};

const failedDelivery: Step = async (newcomer, cloudflare) => {
  newcomer.title("A delivery that fails for good");
  cloudflare.dashboard.refuseDelivery({
    accountId: localAccount(4),
    error: "the account has no WAF plan",
    terminal: true,
  });
  await newcomer.write("index.ts", program([1, 2, 3, 4]));
  await fails(newcomer.type("pulumi up --yes --skip-preview"));
  newcomer.title("The account has the plan now");
  cloudflare.dashboard.acceptDelivery(localAccount(4));
  await succeeds(newcomer.type("pulumi up --yes --skip-preview"));
};

const interrupted: Step = async (newcomer, cloudflare) => {
  newcomer.title("Ctrl-C while it waits");
  cloudflare.dashboard.setTransitionMs(500);
  cloudflare.dashboard.hold();
  await newcomer.write("index.ts", program([1, 2, 3, 4, 5]));
  const goOn = { on: "^C received", act: () => cloudflare.dashboard.release() };
  await fails(newcomer.typeAnd("pulumi up --yes --skip-preview", cloudflare, isDone("PUT"), interrupt, goOn));
  await succeeds(newcomer.type("pulumi up --yes --skip-preview"));
};

const killed: Step = async (newcomer, cloudflare) => {
  newcomer.title("The build machine goes away just after Cloudflare made a share");
  await newcomer.write("index.ts", program([1, 2, 3, 4, 5]) + second());
  cloudflare.dashboard.hold();
  await newcomer.typeAnd("pulumi up --yes --skip-preview", cloudflare, isDone("POST"), killTree);
  cloudflare.dashboard.release();
  await newcomer.type("pulumi cancel --yes");
  await fails(newcomer.type("pulumi up --yes --skip-preview"));
  await newcomer.write("index.ts", program([1, 2, 3, 4, 5]) + second('\n    onDuplicate: "adopt",'));
  await succeeds(newcomer.type("pulumi up --yes --skip-preview"));
};

const cleared: Step = async (newcomer) => {
  newcomer.title("What the killed run left in Pulumi's own notes");
  await succeeds(newcomer.type("pulumi refresh --yes --skip-preview --clear-pending-creates"));
};

const second = (more = "") => `
new sharing.Share("block-page", {
    accountId: "${localOwner}",
    name: "Block page",
    recipients: [{}],
    resources: [{ resourceType: "gateway-block-page-settings", resourceId: "block-page" }],${more}
});
`;

const refused: Step = async (newcomer) => {
  newcomer.title("A token without the permission");
  newcomer.set("CLOUDFLARE_API_TOKEN", "reading-token");
  await newcomer.write("index.ts", program([1, 2]) + second('\n    onDuplicate: "adopt",'));
  await fails(newcomer.type("pulumi up --yes --skip-preview"));
  newcomer.set("CLOUDFLARE_API_TOKEN", "local-token");
};

const end: Step = async (newcomer) => {
  newcomer.title("Destroy");
  await succeeds(newcomer.type("pulumi destroy --yes --skip-preview"));
};

/** From an empty folder in this one to the evening; `print` gets all that is typed and printed. */
export async function firstDay(folder: string, print: (text: string) => void): Promise<void> {
  const { bin } = await ensureToolchain();
  const cloudflare = await startLocalCloudflare({
    tokens: { "local-token": {}, "reading-token": { permission: "read" } },
  });
  try {
    const newcomer = await Newcomer.arrive(join(folder, "share"), bin, print);
    const steps = [firstShare, aMistake, drift, failedDelivery, interrupted, killed, cleared, refused, end];
    for (const step of [install(await packPackage(folder)), ...steps]) await step(newcomer, cloudflare);
  } finally {
    await cloudflare.close();
  }
}
