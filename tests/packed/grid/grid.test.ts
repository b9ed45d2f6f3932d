import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Column, columnName, isTypeScript, kinds, managers, nodes, pulumis } from "./axes";
import { upAndDestroy } from "./cell";
import { type Packed, Project, pack } from "./project";

/**
 * A part of the grid (`npm run grid` is the whole): each manager with each kind of program, each on another Node
 * than with the next manager, and @pulumi/pulumi by turns.
 */
const part: Column[] = managers.map((manager, index) => ({
  manager,
  pulumi: pulumis[index % 2] ?? pulumis[0],
}));
const nodeFor = (column: number, kind: number) => nodes[(column + kind) % nodes.length] ?? nodes[0];

let folder: string;
let packed: Packed;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-packed-"));
  packed = await pack(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(part.map((column, index) => ({ column, index, name: columnName(column) })))(
  "$name",
  ({ column, index }) => {
    let project: Project;
    beforeAll(async () => {
      project = await Project.open(column, packed, process.env.SHARING_TEST_TOOLCHAIN ?? "");
    });
    afterAll(() => project.close());

    test.each(kinds.map((kind, place) => ({ kind, node: nodeFor(index, place) })))(
      "$kind, Node $node: installs, has types, and up and destroy work",
      async ({ kind, node }) => {
        await project.use(kind);
        if (isTypeScript(kind)) await project.checkTypes();
        await upAndDestroy(project, kind, node);
      },
    );
  },
);
