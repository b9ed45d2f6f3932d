import { localAccount } from "../../../sdk/local";
import { accounts, share } from "../../engine/declarations";
import { isModule, isTypeScript, type Kind, nodeTypes, type Pulumi, tsNode } from "./axes";

/** One small share, and what the program exports when it is there. */
const args = share({ name: "Grid", recipients: accounts(1, 2) }).args;
export const expectedName = "Grid";
export const expectedRecipients = [1, 2].map(localAccount);

interface Files {
  [name: string]: string;
}

/** A user's project: all that a kind of program needs beside the package. */
export function projectFiles(kind: Kind, pulumi: Pulumi, tarball: string): Files {
  const files: Files = {
    "Pulumi.yaml": "name: grid\nruntime: nodejs\n",
    "package.json": JSON.stringify(packageJson(kind, pulumi, tarball), null, 2),
    [programFile(kind)]: program(kind),
  };
  if (isTypeScript(kind)) files["tsconfig.json"] = JSON.stringify(tsconfig(kind, pulumi), null, 2);
  return files;
}

const programFile = (kind: Kind): string => (isTypeScript(kind) ? "index.ts" : "index.js");

function packageJson(kind: Kind, pulumi: Pulumi, tarball: string): Record<string, unknown> {
  const typescript = { typescript: pulumi.typescript, "@types/node": nodeTypes };
  return {
    name: "grid",
    version: "1.0.0",
    private: true,
    license: "UNLICENSED",
    ...(isModule(kind) ? { type: "module" } : {}),
    main: programFile(kind),
    dependencies: { "@pulumi/pulumi": pulumi.version, "pulumi-cloudflare-sharing": `file:${tarball}` },
    devDependencies: {
      ...(isTypeScript(kind) ? typescript : {}),
      // CommonJS goes without: Pulumi brings a ts-node of its own, which can't do ES modules.
      ...(isTypeScript(kind) && isModule(kind) ? { "ts-node": tsNode } : {}),
    },
  };
}

/** For CommonJS, the old resolution and the new one: Pulumi's project template has had both. */
function tsconfig(kind: Kind, pulumi: Pulumi): Record<string, unknown> {
  const old = pulumi.typescript.startsWith("5.")
    ? { module: "commonjs", moduleResolution: "node10" }
    : undefined;
  const modules = isModule(kind) ? { module: "nodenext" } : (old ?? { module: "node16" });
  return {
    compilerOptions: { target: "es2022", ...modules, strict: true, noEmit: true, types: ["node"] },
    files: ["index.ts"],
  };
}

function program(kind: Kind): string {
  const parts = isModule(kind) ? moduleProgram : commonJsProgram(isTypeScript(kind));
  const typeProof = isTypeScript(kind) ? [TYPE_PROOF] : [];
  return `${[...parts.before, ...typeProof, ...parts.after].join("\n")}\n`;
}

/** Types that are missing, or `any`, would let this pass, and the comment then is an error. */
const TYPE_PROOF = "// @ts-expect-error: no such arguments\nconst neverCalled = () => new Share(1);";

const resource = `new Share("grid", ${JSON.stringify(args)})`;
const outputs = {
  id: "share.id",
  status: "share.status",
  recipients: "share.recipientStatuses.apply((all) => all.map((one) => one.accountId))",
  node: "process.versions.node",
  pulumi: "version",
};
const exported = Object.entries(outputs);

/** Names, not the whole namespace: those of a CommonJS package are found by Node's scan of its text. */
const moduleProgram = {
  before: [
    'import { version } from "@pulumi/pulumi/version.js";',
    'import { getShares, Share } from "pulumi-cloudflare-sharing";',
    "// Only an ES module can wait here.",
    `const { results } = await getShares({ accountId: "${args.accountId}" });`,
    'if (results.length > 0) throw new Error("there is a share already");',
  ],
  after: [
    `const share = ${resource};`,
    ...exported.map(([name, value]) => `export const ${name} = ${value};`),
  ],
};

function commonJsProgram(typed: boolean): typeof moduleProgram {
  if (!typed) {
    return {
      before: [
        'const { version } = require("@pulumi/pulumi/version");',
        'const { Share } = require("pulumi-cloudflare-sharing");',
      ],
      after: [
        `const share = ${resource};`,
        ...exported.map(([name, value]) => `exports.${name} = ${value};`),
      ],
    };
  }
  return {
    before: [
      'import { version } from "@pulumi/pulumi/version";',
      'import { Share } from "pulumi-cloudflare-sharing";',
    ],
    after: moduleProgram.after,
  };
}
