import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnName, isTypeScript, kinds, managers, nodes, pulumis } from "./axes";
import { upAndDestroy } from "./cell";
import { type Packed, Project, pack } from "./project";

/**
 * A part of the grid: every manager with one kind of program, every kind once, both versions of @pulumi/pulumi, each
 * Node. The turns lead to every cell of it.
 */
const turns = pulumis.length * kinds.length * nodes.length;
const inTurn = <T>(all: readonly T[], index: number): T => all[index % all.length] as T;
const cellsOf = (turn: number) =>
  managers.map((manager, index) => ({
    column: { manager, pulumi: inTurn(pulumis, index + turn) },
    kind: inTurn(kinds, index + Math.floor(turn / pulumis.length)),
    node: inTurn(nodes, index + turn),
  }));

/** Others in each run: a test's name says which cell it is, and `npm run grid` tries all of them. */
const turn = Math.floor(Math.random() * turns);
/** A program's own start compiles it, and so checks the types that it uses; those of the package are checked once. */
const checked = inTurn(kinds.filter(isTypeScript), turn);

let folder: string;
let packed: Packed;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-packed-"));
  packed = await pack(folder);
});

test.each(cellsOf(turn).map((cell) => ({ ...cell, name: columnName(cell.column) })))(
  "$name, $kind, Node $node: installs, has types, and up and destroy work",
  async ({ column, kind, node }) => {
    const project = await Project.open(column, packed, process.env.SHARING_TEST_TOOLCHAIN ?? "");
    await project.use(kind);
    if (kind === checked) await project.checkTypes();
    await upAndDestroy(project, kind, node);
  },
);

test("the turns lead to every cell", () => {
  const cells = [...Array(turns).keys()].flatMap(cellsOf);
  const names = cells.map(({ column, kind, node }) => [columnName(column), kind, node].join());
  expect(new Set(names).size).toBe(managers.length * pulumis.length * kinds.length * nodes.length);
});
