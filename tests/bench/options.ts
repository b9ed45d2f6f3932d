export interface Options {
  sections: string[];
  quick: boolean;
  json: string | undefined;
  markdown: string | undefined;
}

/** Reads `npm run bench -- [SECTION…] [--quick] [--json FILE] [--markdown FILE]`; throws a line of help. */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const options: Options = { sections: [], quick: false, json: undefined, markdown: undefined };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--quick") options.quick = true;
    else if (word === "--json" || word === "--markdown") {
      const file = rest.shift();
      if (!file || file.startsWith("--")) throw new Error(`${word} needs a file`);
      options[word === "--json" ? "json" : "markdown"] = file;
    } else if (known.includes(word)) options.sections.push(word);
    else throw new Error(`no section "${word}"; there are ${known.join(", ")}`);
  }
  if (options.sections.length === 0) options.sections = [...known];
  return options;
}
