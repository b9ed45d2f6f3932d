import { join } from "node:path";
import SwaggerParser from "@apidevtools/swagger-parser";

/** A schema of JSON Schema, with what this project adds to it. */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  "x-only-with"?: string;
  [keyword: string]: unknown;
}

interface Parameter {
  in: "path" | "query";
  name: string;
  schema: Schema;
}

interface Content {
  content?: { "application/json": { schema: Schema } };
}

export interface Response extends Content {
  headers: Record<string, { required?: boolean; schema: Schema }>;
}

interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Response>;
}

type PathItem = { parameters: Parameter[] } & Partial<Record<"get" | "post" | "put" | "delete", Operation>>;

/** One operation of the document, ready to be compared with requests and answers. */
export interface Route {
  /** "createShare" */
  id: string;
  method: string;
  /** Its groups are the ids in the path. */
  pattern: RegExp;
  parameters: Parameter[];
  body: Schema | undefined;
  responses: Record<string, Response>;
}

/** The operations of openapi.yaml. Fails when that is no valid OpenAPI document. */
export async function readContract(): Promise<Route[]> {
  const document = await SwaggerParser.validate(join(__dirname, "openapi.yaml"));
  const items = Object.entries(document.paths as unknown as Record<string, PathItem>);
  return items.flatMap(([path, { parameters, ...operations }]) =>
    Object.entries(operations).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
      parameters: [...parameters, ...(operation.parameters ?? [])],
      body: operation.requestBody?.content?.["application/json"].schema,
      responses: operation.responses,
    })),
  );
}

export function routeOf(routes: readonly Route[], method: string, path: string): Route | undefined {
  return routes.find((route) => route.method === method && route.pattern.test(path));
}

/** What the operation answers with this status: its own entry, or that of its class. */
export function responseOf({ responses }: Route, status: number): Response | undefined {
  return responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
}
