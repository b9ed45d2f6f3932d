import { join } from "node:path";
import * as ts from "typescript";
import { ROOT } from "../rules/files";
import { inEveryLanguage } from "./words";

/** A part of Pulumi's package schema. */
export type Spec = Record<string, unknown>;

export interface ObjectSpec {
  properties: Record<string, Spec>;
  required: string[];
}

const wrappers = new Set(["Output", "OutputInstance", "Promise"]);

/** Turns the types of sdk/ into those of a package schema. */
export class TypeSpecs {
  /** The object types met so far, by name. */
  readonly types: Record<string, Spec> = {};
  private readonly checker: ts.TypeChecker;
  private readonly exported: ReadonlyMap<string, ts.Symbol>;

  /** @param token makes a schema's token of a name */
  constructor(private readonly token: (name: string) => string) {
    const entry = join(ROOT, "sdk/index.ts");
    const program = ts.createProgram([entry], {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2023.d.ts"],
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
      esModuleInterop: true,
      skipLibCheck: true,
      types: ["node"],
    });
    this.checker = program.getTypeChecker();
    const module = this.checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.Node);
    const exports = this.checker.getExportsOfModule(module as ts.Symbol);
    this.exported = new Map(exports.map((one) => [one.name, one]));
  }

  get names(): string[] {
    return [...this.exported.keys()];
  }

  symbol(name: string): ts.Symbol {
    const symbol = this.exported.get(name);
    if (!symbol) throw new Error(`nothing is exported as ${name}`);
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  docOf(symbol: ts.Symbol): { description?: string; deprecationMessage?: string } {
    const description = inEveryLanguage(
      ts.displayPartsToString(symbol.getDocumentationComment(this.checker)),
    );
    const deprecated = symbol.getJsDocTags(this.checker).find((tag) => tag.name === "deprecated");
    return {
      ...(description ? { description } : {}),
      ...(deprecated
        ? { deprecationMessage: inEveryLanguage(ts.displayPartsToString(deprecated.text)) }
        : {}),
    };
  }

  /** @param ownAlone leaves out what a class inherits, and what is not a value */
  objectOf(name: string, ownAlone = false): ObjectSpec {
    const symbol = this.symbol(name);
    const isOwn = (one: ts.Symbol) => one.valueDeclaration?.parent === symbol.valueDeclaration;
    return this.object(this.checker.getDeclaredTypeOfSymbol(symbol), ownAlone ? isOwn : () => true);
  }

  private object(type: ts.Type, isMeant: (symbol: ts.Symbol) => boolean = () => true): ObjectSpec {
    const properties: Record<string, Spec> = {};
    const required: string[] = [];
    for (const symbol of this.checker.getPropertiesOfType(type).filter(isMeant)) {
      const declared = this.checker.getTypeOfSymbol(symbol);
      properties[symbol.name] = { ...this.specOf(declared), ...this.docOf(symbol) };
      const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0 || this.mayBeUndefined(declared);
      if (!isOptional) required.push(symbol.name);
    }
    return { properties, required };
  }

  private specOf(type: ts.Type): Spec {
    const parts = this.bare(type);
    const isAll = (flag: ts.TypeFlags) => parts.every((one) => one.flags & flag);
    if (isAll(ts.TypeFlags.StringLike)) return { type: "string" };
    if (isAll(ts.TypeFlags.BooleanLike)) return { type: "boolean" };
    // Counts, versions and limits: no property of this package has a fraction.
    if (isAll(ts.TypeFlags.NumberLike)) return { type: "integer" };
    const isPlain = ({ flags }: ts.Type) => flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike);
    if (parts.every(isPlain)) return { oneOf: parts.map((one) => this.specOf(one)) };
    const [only] = parts;
    if (!only) throw new Error(`no type: ${this.checker.typeToString(type)}`);
    if (parts.length === 1 && this.checker.isArrayType(only))
      return { type: "array", items: this.specOf(this.argumentOf(only)) };
    // An object, or the JSON text of one.
    if (parts.length > 1) return { $ref: "pulumi.json#/Any" };
    return { $ref: `#/types/${this.token(this.addType(only))}` };
  }

  /** Pulumi has one type for what a program gives and what it gets back: that of what it gives. */
  private addType(type: ts.Type): string {
    if (type.isIntersection()) return this.addType(type.types[0] as ts.Type);
    const symbol = type.aliasSymbol ?? type.symbol;
    const name = symbol.name.replace(/Args$/, "");
    if (!this.types[name]) {
      this.types[name] = {};
      this.types[name] = { type: "object", ...this.docOf(symbol), ...this.object(type) };
    }
    return name;
  }

  /** What is inside Input, Output and Promise, without undefined. */
  private bare(type: ts.Type): ts.Type[] {
    const inside = this.inside(type);
    if (inside) return this.bare(inside);
    if (!type.isUnion()) return [type];
    const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
    const all = type.types.flatMap((one) => this.bare(one)).filter((one) => !(one.flags & nothing));
    return [...new Set(all)];
  }

  private inside(type: ts.Type): ts.Type | undefined {
    const alias = type.aliasSymbol?.name;
    if (alias === "Input" || alias === "Output") return type.aliasTypeArguments?.[0];
    const parts = type.isIntersection() ? type.types : [type];
    const wrapper = parts.find((one) => wrappers.has(one.symbol?.name ?? ""));
    return wrapper && this.argumentOf(wrapper);
  }

  private mayBeUndefined(type: ts.Type): boolean {
    if (type.flags & ts.TypeFlags.Undefined) return true;
    if (type.isUnion()) return type.types.some((one) => this.mayBeUndefined(one));
    const inside = this.inside(type);
    return inside !== undefined && this.mayBeUndefined(inside);
  }

  private argumentOf(type: ts.Type): ts.Type {
    return this.checker.getTypeArguments(type as ts.TypeReference)[0] as ts.Type;
  }
}
