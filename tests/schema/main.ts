// `npm run schema` writes what the plugin tells of its resources and functions.
import { writeFileSync } from "node:fs";
import { packageSchema } from "./packageSchema";
import { schemaFile } from "./schemaFile";

writeFileSync(schemaFile, packageSchema());
