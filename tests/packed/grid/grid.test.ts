import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Column, columnName, isTypeScript, type Kind, kinds, nodes, pulumis } from "./axes";
import { upAndDestroy } from "./cell";
import { type Packed, Project, pack } from "./project";

interface Part {
  column: Column;
  kinds: readonly Kind[];
  /** The Node of each kind is the next one's neighbour, from here on. */
  firstNode: number;
  /** Where it isn't, the program's own start still compiles it, and so checks the types that it uses. */
  checksLibraries: boolean;
}

/**
 * A part of the grid (`npm run grid` is the whole): each manager with half of the kinds of program. So each kind runs
 * with both versions of @pulumi/pulumi, on two Nodes, and in a folder that npm or a yarn has laid out as npm does.
 */
const [javaScript, javaScriptModule, typeScript, typeScriptModule] = kinds;
const [someKinds, otherKinds] = [
  [javaScript, typeScriptModule],
  [javaScriptModule, typeScript],
] as const;
const [oldest, newest] = pulumis;
const parts: Part[] = [
  { column: { manager: "npm", pulumi: oldest }, kinds: someKinds, firstNode: 0, checksLibraries: true },
  { column: { manager: "pnpm", pulumi: newest }, kinds: otherKinds, firstNode: 0, checksLibraries: true },
  {
    column: { manager: "yarn classic", pulumi: newest },
    kinds: someKinds,
    firstNode: 2,
    checksLibraries: false,
  },
  {
    column: { manager: "yarn berry", pulumi: oldest },
    kinds: otherKinds,
    firstNode: 2,
    checksLibraries: false,
  },
];
const nodeFor = (first: number, kind: Kind) =>
  nodes[(first + kinds.indexOf(kind)) % nodes.length] ?? nodes[0];

let folder: string;
let packed: Packed;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-packed-"));
  packed = await pack(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(parts.map((part) => ({ ...part, name: columnName(part.column) })))(
  "$name",
  ({ column, kinds, firstNode, checksLibraries }) => {
    let project: Project;
    beforeAll(async () => {
      project = await Project.open(column, packed, process.env.SHARING_TEST_TOOLCHAIN ?? "");
    });
    afterAll(() => project.close());

    test.each(kinds.map((kind) => ({ kind, node: nodeFor(firstNode, kind) })))(
      "$kind, Node $node: installs, has types, and up and destroy work",
      async ({ kind, node }) => {
        await project.use(kind);
        if (isTypeScript(kind) && checksLibraries) await project.checkTypes();
        await upAndDestroy(project, kind, node);
      },
    );
  },
);
