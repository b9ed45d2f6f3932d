import Ajv2020, { type ErrorObject } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import type { Schema } from "./contract";

type Role = "request" | "answer" | "parameter";

function validatorFor(role: Role): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    allowUnionTypes: true,
    // A query has nothing but text.
    coerceTypes: role === "parameter",
  });
  addFormats(ajv);
  ajv.addKeyword("x-only-with");
  if (role === "request") {
    ajv.removeKeyword("deprecated");
    ajv.addKeyword({
      keyword: "deprecated",
      schema: true,
      validate: (isDeprecated: boolean) => !isDeprecated,
    });
  }
  return ajv;
}

const validators: Record<Role, Ajv2020> = {
  // Deprecated fields are taken from others, and never sent.
  request: validatorFor("request"),
  answer: validatorFor("answer"),
  parameter: validatorFor("parameter"),
};

/** Where a value is not as its schema says: "/result/name must be string". Empty when nowhere. */
export function schemaFaults(role: Role, schema: Schema, value: unknown, where = ""): string[] {
  const validate = validators[role].compile(schema);
  validate(structuredClone(value));
  return (validate.errors ?? []).map((error) => `${where}${lineOf(error)}`);
}

function lineOf({ instancePath, message, params }: ErrorObject): string {
  const key = params.additionalProperty ?? params.unevaluatedProperty;
  return `${instancePath} ${message}${key === undefined ? "" : `: ${key}`}`;
}

/**
 * Where a field is there without having been asked for, or is missing though it was.
 *
 * @param isAsked whether a query parameter is set
 */
export function inclusionFaults(
  schema: Schema,
  value: unknown,
  isAsked: (parameter: string) => boolean,
): string[] {
  return faultsIn(schema, value, "", isAsked);
}

function faultsIn(
  schema: Schema,
  value: unknown,
  at: string,
  isAsked: (parameter: string) => boolean,
): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, i) => faultsIn(items, item, `${at}/${i}`, isAsked)) : [];
  }
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const found = (value as Record<string, unknown>)[name];
    const parameter = property["x-only-with"];
    if (parameter !== undefined && isAsked(parameter) !== (found !== undefined))
      return [`${at}/${name} is ${found === undefined ? "missing" : "there"}, ${parameter} says otherwise`];
    return faultsIn(property, found, `${at}/${name}`, isAsked);
  });
}
