import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import * as ts from "typescript";
import { canonicalMeta } from "../../../provider/base/values";
import type { RecipientInput, ShareInputs } from "../../../provider/model/inputs";
import type { Estate } from "../../../sdk/cli/commands/import/estate";
import { programText } from "../../../sdk/cli/commands/import/programText";
import { localAccount, localOwner } from "../../../sdk/local";
import { anyId, anyName, hostileNames } from "./support";

const root = join(__dirname, "../../..");

interface Made {
  name: string;
  args: Record<string, unknown>;
  opts: Record<string, unknown>;
}

/** Runs the program with a `sharing` that notes what is declared. */
function runProgram(text: string): Made[] {
  const made: Made[] = [];
  class Share {
    constructor(name: string, args: Made["args"], opts: Made["opts"]) {
      made.push({ name, args, opts });
    }
  }
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText, diagnostics } = ts.transpileModule(text, { compilerOptions, reportDiagnostics: true });
  expect(diagnostics).toEqual([]);
  const required: string[] = [];
  const require = (name: string) => {
    required.push(name);
    return { Share };
  };
  new Function("require", "exports", outputText)(require, {});
  expect(required).toEqual(["pulumi-cloudflare-sharing"]);
  return made;
}

/** The arguments as a share's inputs: with what the program leaves to the defaults. */
function inputsOf({ args }: Made): ShareInputs {
  const accountId = args.accountId as string;
  const resources = (args.resources as Record<string, unknown>[]).map((resource) => ({
    resourceAccountId: accountId,
    ...resource,
    meta: canonicalMeta(resource.meta ?? {}),
  }));
  return { ...args, resources } as unknown as ShareInputs;
}

const anyAccount = fc.integer({ min: 1, max: 299 }).map(localAccount);
const anyResource = fc.record({
  resourceType: fc.constantFrom("custom-ruleset", "gateway-policy", "something-new"),
  resourceId: anyId,
  resourceAccountId: fc.oneof(fc.constant(localOwner), anyAccount),
  meta: fc.oneof(fc.constant("{}"), fc.dictionary(fc.string(), fc.jsonValue()).map(canonicalMeta)),
});
const base = {
  accountId: fc.constant(localOwner),
  name: anyName,
  resources: fc.array(anyResource, { minLength: 1, maxLength: 4 }),
};
const anyInputs: fc.Arbitrary<ShareInputs> = fc.oneof(
  fc.record({
    ...base,
    recipients: fc.array(
      anyAccount.map((recipientAccountId) => ({ recipientAccountId })),
      { minLength: 1, maxLength: 70 },
    ),
  }),
  fc.record(
    {
      ...base,
      recipients: fc.constantFrom<RecipientInput[]>([{}], [{ organizationId: "c".repeat(32) }]),
      excludedRecipients: fc.array(
        anyAccount.map((accountId) => ({ accountId })),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ["accountId", "name", "resources", "recipients"] },
  ),
);
const anyEstate: fc.Arbitrary<Estate> = fc.record({
  accountId: fc.constant(localOwner),
  accountName: anyName,
  shares: fc.uniqueArray(fc.record({ id: anyId, inputs: anyInputs }), {
    selector: (share) => share.id,
    minLength: 1,
    maxLength: 8,
  }),
  skipped: fc.array(fc.record({ id: anyId, name: anyName, reason: fc.constant("it is being deleted") }), {
    maxLength: 2,
  }),
});

test("what the program declares is the estate", () => {
  fc.assert(
    fc.property(anyEstate, (estate) => {
      const made = runProgram(programText(estate));
      const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
      expect(plain(made.map(inputsOf))).toEqual(plain(estate.shares.map(({ inputs }) => inputs)));
      expect(made.map(({ opts }) => opts)).toEqual(
        estate.shares.map(({ id }) => ({ import: `${localOwner}/${id}` })),
      );
      expect(new Set(made.map(({ name }) => name)).size).toBe(estate.shares.length);
    }),
    { numRuns: 60 },
  );
});

/** One share of each kind for every hostile name. */
function hostileEstate(): Estate {
  const shares = hostileNames.flatMap((name, index) => {
    const resources = [
      { resourceType: "gateway-extended-email-matching", resourceId: "d".repeat(32) },
      { resourceType: "gateway-policy", resourceId: "e".repeat(32) },
    ].map((one) => ({ ...one, resourceAccountId: localAccount(index), meta: metaOf(name) }));
    const id = (kind: string) => (kind + index.toString(16)).padEnd(32, "0");
    const accounts = [1, 2].map((one) => ({ recipientAccountId: localAccount(one) }));
    const common = { accountId: localOwner, name, resources };
    return [
      { id: id("a"), inputs: { ...common, recipients: accounts } },
      { id: id("b"), inputs: { ...common, recipients: accounts.slice(1) } },
      {
        id: id("c"),
        inputs: { ...common, recipients: [{}], excludedRecipients: [{ accountId: localAccount(3) }] },
      },
    ];
  });
  const skipped = hostileNames.map((name) => ({
    id: "f".repeat(32),
    name,
    reason: "it has no live resource",
  }));
  return { accountId: localOwner, accountName: "Local\nAccount", shares, skipped };
}

/** Formatters disagree on quotes around names beyond ASCII. */
const metaOf = (name: string) => {
  const key = /^[\x20-\x7e]*$/.test(name) ? name : "name";
  return canonicalMeta(JSON.parse(JSON.stringify({ [key]: name, list: [1, [], {}, null], deep: { a: {} } })));
};

test("the program is what the compiler takes, with the package's own types", () => {
  const file = join(root, "imported.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
    types: ["node"],
    paths: { "pulumi-cloudflare-sharing": [join(root, "sdk/index.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = programText(hostileEstate());
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
}, 60_000);

test("a formatter finds nothing to change", () => {
  const text = programText({ ...hostileEstate(), skipped: [] });
  const how = ["--indent-style=space", "--line-width=80", "--stdin-file-path=imported.ts"];
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const formatted = execFileSync(process.execPath, [biome, "format", ...how], { input: text, cwd: root });
  expect(formatted.toString()).toBe(text);
});
