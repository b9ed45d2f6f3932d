import { join } from "node:path";
import { ROOT } from "../rules/files";

export const schemaFile = join(ROOT, "provider/plugin/schema.json");
export const referenceFile = join(ROOT, "docs/reference.md");
