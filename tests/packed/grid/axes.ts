import { join } from "node:path";

const root = join(__dirname, "../../..");

/** Every version that the grid uses, and no other place names one: what package.json says is not repeated. */
const manifest = require(join(root, "package.json")) as {
  engines: { node: string };
  peerDependencies: Record<string, string>;
};

/** `script` is run by the Node of the install, whatever the machine has. */
export const managerPins = {
  npm: { package: "npm", version: "11.21.2", script: "bin/npm-cli.js" },
  "yarn classic": { package: "yarn", version: "1.22.22", script: "bin/yarn.js" },
  "yarn berry": { package: "@yarnpkg/cli-dist", version: "4.18.1", script: "bin/yarn.js" },
  pnpm: { package: "pnpm", version: "12.21.0", script: "bin/pnpm.mjs" },
} as const;
export type Manager = keyof typeof managerPins;
export const managers = Object.keys(managerPins) as Manager[];

/** In this order each needs what the one before needs, and more: see `programs.ts`. */
export const kinds = [
  "JavaScript CommonJS",
  "JavaScript ES module",
  "TypeScript CommonJS",
  "TypeScript ES module",
] as const;
export type Kind = (typeof kinds)[number];

/** The oldest that package.json allows, and a late one of each later long-term line. */
export const nodes = [lowest(manifest.engines.node), "22.23.3", "24.21.0"] as const;

/**
 * The peer range's lower end, and what the devDependency resolves to. TypeScript is the newest that each one's
 * peer range takes.
 */
export const pulumis: readonly [Pulumi, Pulumi] = [
  { version: lowest(manifest.peerDependencies["@pulumi/pulumi"] ?? ""), typescript: "5.9.3" },
  { version: own("@pulumi/pulumi"), typescript: own("typescript") },
];
export interface Pulumi {
  version: string;
  typescript: string;
}

/** What Pulumi loads ES modules in TypeScript with: https://www.pulumi.com/docs/iac/languages-sdks/javascript/ */
export const tsNode = "10.9.2";
export const nodeTypes = own("@types/node");

/** One folder with one manager and one @pulumi/pulumi: its cells share the installs. */
export interface Column {
  manager: Manager;
  pulumi: Pulumi;
}
export const columns: Column[] = managers.flatMap((manager) =>
  pulumis.map((pulumi) => ({ manager, pulumi })),
);

export const columnName = ({ manager, pulumi }: Column): string =>
  `${manager}, @pulumi/pulumi ${pulumi.version}`;

const wordsOf = (column: Column): string[] => columnName(column).split(/[ ,]+/);
/** What a user may name columns by. */
export const words = [...new Set(columns.flatMap(wordsOf))].filter((word) => word !== "@pulumi/pulumi");

/** The columns that have each of the words. */
export const columnsWith = (wanted: string[]): Column[] =>
  columns.filter((column) => wanted.every((word) => wordsOf(column).includes(word)));

export const isTypeScript = (kind: Kind): boolean => kind.startsWith("TypeScript");
export const isModule = (kind: Kind): boolean => kind.endsWith("ES module");

/** As installed here, which is as package-lock.json says. */
function own(name: string): string {
  return (require(join(root, "node_modules", name, "package.json")) as { version: string }).version;
}

function lowest(range: string): string {
  const version = /^>=(\d+\.\d+\.\d+)/.exec(range)?.[1];
  if (!version) throw new Error(`no lower end in the range ${JSON.stringify(range)}`);
  return version;
}
