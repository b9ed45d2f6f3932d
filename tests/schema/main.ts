// `npm run schema` writes what the plugin tells of its resources and functions, and the page that tells it to people.
import { writeFileSync } from "node:fs";
import { packageSchema } from "./packageSchema";
import { referencePage } from "./referencePage";
import { referenceFile, schemaFile } from "./schemaFile";

const schema = packageSchema();
writeFileSync(schemaFile, schema);
writeFileSync(referenceFile, referencePage(schema));
