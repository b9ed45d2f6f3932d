import { openPage } from "./markdown";

/** What the page of the examples in other languages says: the tests of the languages hold it to that. */
const page = openPage("examples/languages/README.md");

interface Promised {
  steps: number;
  /** By the first `up`. */
  printed: string;
}

/** @param folder of a language */
export function promisedOf(folder: string): Promised {
  const row = page.rows.find(([, program]) => program === folder);
  if (!row) throw new Error(`${page.path} has no row for ${folder}`);
  const [, , steps, printed = ""] = row;
  return { steps: Number(steps), printed };
}

/** The commands of its steps. */
export function stepsOf(folder: string): string[] {
  const [block] = page.blocks;
  const steps = block?.text.trim().split("\n") ?? [];
  return steps.filter((step) => folder !== "yaml" || !step.includes("YAML needs none"));
}
