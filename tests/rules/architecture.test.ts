import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import * as ts from "typescript";
import { ROOT, sourcesIn } from "./files";

interface Import {
  /** A path from the root without its ending, or a package's name. */
  target: string;
  isTypeOnly: boolean;
}

interface Source {
  path: string;
  text: string;
  tree: ts.SourceFile;
  imports: Import[];
}

function sourcesOf(folder: string): Source[] {
  return sourcesIn(folder).map(open);
}

function open(path: string): Source {
  const text = readFileSync(join(ROOT, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, tree, imports: importsOf(path, tree) };
}

/** Of every kind: import, export from, import(), require(). */
function importsOf(path: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const note = (specifier: ts.Node | undefined, isTypeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const { text } = specifier;
    const target = text.startsWith(".") ? normalize(join(dirname(path), text)) : text;
    found.push({ target: target.replace(/\/index$/, ""), isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, isTypesAlone(node.importClause));
    else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      note(node.argument.literal, true);
    else if (ts.isCallExpression(node)) {
      const isDynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
      if (isDynamic || isRequire) note(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isTypesAlone(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((one) => one.isTypeOnly)
  );
}

const isInside = (target: string, folder: string) => target === folder || target.startsWith(`${folder}/`);
const isPackage = (target: string, name: string) => isInside(target, name);

const provider = sourcesOf("provider");
const sdk = sourcesOf("sdk");
const api = provider.filter(({ path }) => isInside(path, "provider/api"));
const local = sdk.filter(({ path }) => isInside(path, "sdk/local"));

/** "file -> target" of each import that is not as it should be. */
const offences = (sources: Source[], isWrong: (found: Import, source: Source) => boolean) =>
  sources.flatMap((source) =>
    source.imports
      .filter((found) => isWrong(found, source))
      .map(({ target }) => `${source.path} -> ${target}`),
  );

test("the sources are found", () => {
  for (const sources of [provider, sdk, api, local]) expect(sources.length).toBeGreaterThan(5);
  expect([...provider, ...sdk].flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
});

describe("who may import what", () => {
  test("only the transport imports node-fetch", () => {
    const found = offences([...provider, ...sdk], ({ target }) => isPackage(target, "node-fetch"));
    expect(found).toEqual(["provider/api/transport.ts -> node-fetch"]);
  });

  test("only the transport opens connections", () => {
    const network = /^(node:)?(https?|http2|net|tls|dns|dgram)$/;
    const found = offences(provider, ({ target, isTypeOnly }) => network.test(target) && !isTypeOnly);
    const others = found.filter((line) => !line.startsWith("provider/api/transport.ts"));
    // That one only tells addresses apart.
    expect(others).toEqual(["provider/api/proxy.ts -> node:net"]);
    const libraries = /^(https|socks)-proxy-agent$/;
    const loading = offences([...provider, ...sdk], ({ target }) => libraries.test(target));
    expect(loading.filter((line) => !line.startsWith("provider/api/tunnel.ts"))).toEqual([]);
    for (const { path, tree } of provider) {
      if (path !== "provider/api/transport.ts")
        expect({ path, calls: callsOf(tree) }).not.toMatchObject({
          calls: expect.arrayContaining(["fetch"]),
        });
    }
  });

  test("only sdk/ imports @pulumi/pulumi, types aside", () => {
    const isPulumi = ({ target }: Import) => target.startsWith("@pulumi/");
    expect(offences(provider, (found) => isPulumi(found) && !found.isTypeOnly)).toEqual([]);
    expect(offences(local, isPulumi)).toEqual([]);
  });

  test("provider/ never imports sdk/", () => {
    expect(offences(provider, ({ target }) => isInside(target, "sdk"))).toEqual([]);
  });

  test("the local Cloudflare and the client share no code", () => {
    const own = ({ target }: Import) => isInside(target, "sdk/local") || !isInside(target, "sdk");
    expect(offences(local, (found) => isInside(found.target, "provider") || !own(found))).toEqual([]);
    expect(offences(provider, ({ target }) => isInside(target, "sdk/local"))).toEqual([]);
  });

  test("the shells import nothing: what they need is loaded when they run", () => {
    const shells = sdk.filter(({ path }) => path === "sdk/shells.ts");
    const door = "pulumi-cloudflare-sharing/provider";
    expect(shells).toHaveLength(1);
    expect(offences(shells, ({ target, isTypeOnly }) => !isTypeOnly && target !== door)).toEqual([]);
  });

  test("a plan imports models and nothing else", () => {
    const plans = provider.filter(({ path }) => /(^|\/)plan\.ts$/.test(path));
    expect(plans.length).toBeGreaterThan(0);
    const isAllowed = (target: string) =>
      isInside(target, "provider/model") || isInside(target, "provider/base");
    expect(offences(plans, ({ target }) => !isAllowed(target))).toEqual([]);
  });

  test("nobody knows the plugin, which has Pulumi's protocol in one place", () => {
    const plugin = "provider/plugin";
    const others = [...provider, ...sdk].filter(({ path }) => !isInside(path, plugin));
    expect(offences(others, ({ target }) => isInside(target, plugin))).toEqual([]);
    const loading = provider.filter(({ tree }) => callsOf(tree).some((call) => call === "require.resolve"));
    // The other one asks Yarn where its loader is.
    expect(loading.map(({ path }) => path)).toEqual(["provider/api/plugnplay.ts", "provider/plugin/rpc.ts"]);
  });

  test("the ownership record knows nobody", () => {
    const record = provider.filter(({ path }) => path === "provider/ownership.ts");
    expect(record).toHaveLength(1);
    expect(offences(record, ({ target }) => target.startsWith("provider"))).toEqual([]);
  });

  test("the rooms of provider/ are stacked: each knows only those below it", () => {
    const rooms = ["base", "api", "model", "share", "attachment"];
    const roomOf = (path: string) => rooms.findIndex((room) => isInside(path, `provider/${room}`));
    const found = offences(provider, ({ target }, { path }) => {
      const [from, to] = [roomOf(path), roomOf(target)];
      return from >= 0 && to > from;
    });
    expect(found).toEqual([]);
    const attachments = provider.filter(({ path }) => isInside(path, "provider/attachment"));
    expect(offences(attachments, ({ target }) => isInside(target, "provider/share"))).toEqual([]);
  });

  test("the local Cloudflare's world knows neither its API nor HTTP, and its API no HTTP", () => {
    const inRoom = (room: string) => local.filter(({ path }) => isInside(path, `sdk/local/${room}`));
    const [world, rules, http] = ["world", "api", "http"].map(inRoom);
    for (const room of [world, rules, http]) expect(room?.length).toBeGreaterThan(2);
    const above =
      (...rooms: string[]) =>
      (found: Import) =>
        rooms.some((room) => isInside(found.target, `sdk/local/${room}`));
    expect(offences(world ?? [], above("api", "http"))).toEqual([]);
    expect(offences(rules ?? [], above("http"))).toEqual([]);
  });

  test("provider/api knows Cloudflare alone: the clock, and the types of the settings", () => {
    const found = offences(api, ({ target, isTypeOnly }) => {
      if (isInside(target, "provider/api") || isInside(target, "provider/base")) return false;
      if (target === "provider/settings") return !isTypeOnly;
      return isInside(target, "provider") || isInside(target, "sdk");
    });
    expect(found).toEqual([]);
  });

  test("what decides asks nobody: no requests in plan, model, outputs, check, retry", () => {
    const pure = [
      "share/plan",
      "model/observed",
      "model/target",
      "model/inputs",
      "model/outputs",
      "share/check",
      "model/openMatters",
      "base/keyedDiff",
      "api/retry",
    ];
    const sources = provider.filter(({ path }) => pure.some((name) => path === `provider/${name}.ts`));
    expect(sources).toHaveLength(pure.length);
    const isAsking = ({ target, isTypeOnly }: Import) =>
      !isTypeOnly && /^provider\/(api\/(client|endpoints|transport|pages)|process)$/.test(target);
    expect(offences(sources, isAsking)).toEqual([]);
  });
});

/** "setTimeout", "Date.now", "new Date": calls and news by their dotted names. */
function callsOf(tree: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(node.expression.getText(tree));
    if (ts.isNewExpression(node))
      found.push(`new ${node.expression.getText(tree)}${node.arguments?.length ? "(…)" : ""}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Files that import each other, types included: the files of each circle. */
function circles(sources: Source[]): string[] {
  const byTarget = new Map(
    sources.map((source) => [source.path.replace(/\.ts$/, "").replace(/\/index$/, ""), source]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (name: string, above: string[]): void => {
    if (above.includes(name)) {
      found.add([...above.slice(above.indexOf(name)), name].join(" -> "));
      return;
    }
    if (done.has(name)) return;
    for (const { target } of byTarget.get(name)?.imports ?? [])
      if (byTarget.has(target)) visit(target, [...above, name]);
    done.add(name);
  };
  for (const name of byTarget.keys()) visit(name, []);
  return [...found];
}

test("no circle among files, types included", () => {
  expect(circles([...provider, ...sdk])).toEqual([]);
  const looping = ["a", "b"].map((name, i, both) => ({
    path: `x/${name}.ts`,
    imports: [{ target: `x/${both[1 - i]}`, isTypeOnly: true }],
  })) as Source[];
  expect(circles(looping)).toEqual(["x/a -> x/b -> x/a"]);
});

describe("time and chance", () => {
  const timers =
    /^((globalThis\.)?(setTimeout|setInterval|setImmediate)|Date\.now|performance\.now|Math\.random|AbortSignal\.timeout|new Date)$/;

  test("the clock is the only place with a timer", () => {
    const found = provider.flatMap(({ path, tree }) =>
      callsOf(tree).some((call) => timers.test(call)) ? [path] : [],
    );
    expect(found).toEqual(["provider/base/clock.ts"]);
    const modules = offences(provider, ({ target }) => /^(node:)?timers(\/promises)?$/.test(target));
    expect(modules).toEqual([]);
  });

  test("no signal handlers: one that does not exit delays the end of every run", () => {
    for (const { path, tree } of [...provider, ...local]) {
      const calls = callsOf(tree).filter((call) => /^process\.(on|once|addListener)$/.test(call));
      expect({ path, calls }).toEqual({ path, calls: [] });
    }
  });
});

test("no file is longer than 300 lines", () => {
  const long = [...provider, ...sdk]
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});
