import * as ts from "typescript";
import { ROOT } from "./files";

/**
 * Programs that are not on disk, by the paths that they would have; all in one, as the types are large. What they
 * import by name is found where `paths` says.
 */
export function compile(texts: ReadonlyMap<string, string>, more: ts.CompilerOptions): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    ...more,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getCurrentDirectory = () => ROOT;
  return ts.createProgram([...texts.keys()], options, host);
}
