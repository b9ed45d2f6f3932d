import { printable } from "../../../../provider/base/text";
import { parseMeta } from "../../../../provider/base/values";
import type { RecipientInput, ResourceInput, ShareInputs } from "../../../../provider/model/inputs";
import type { DeclaredShare, Estate } from "./estate";
import { propertyLines, stringLiteral } from "./literals";
import { resourceNames } from "./resourceNames";

/** A complete, formatted Pulumi program. The same estate gives the same text. */
export function programText(estate: Estate): string {
  const { accountId, shares } = estate;
  const names = resourceNames(shares.map(({ id, inputs }) => ({ id, name: inputs.name })));
  return [
    ...comments(estate),
    'import * as sharing from "pulumi-cloudflare-sharing";',
    "",
    `const accountId = ${stringLiteral(accountId)};`,
    ...shares.flatMap((share) => ["", ...declaration(share, names.get(share.id) ?? share.id)]),
    "",
  ].join("\n");
}

function comments({ accountId, accountName, skipped }: Estate): string[] {
  const account = accountName ? `${accountId}, ${stringLiteral(accountName)}` : accountId;
  const missing = skipped.map(
    ({ id, name, reason }) => `// - ${printable(id)}, ${stringLiteral(name)}: ${printable(reason)}`,
  );
  return [
    "// Written by `pulumi-cloudflare-sharing import`: shares sent by the account",
    `// ${account}.`,
    "// The first `pulumi up` takes them over and changes nothing; after it the option",
    "// `import` may go.",
    ...(missing.length > 0 ? ["//", "// Not in this program:", ...missing] : []),
  ];
}

function declaration({ id, inputs }: DeclaredShare, name: string): string[] {
  const { excludedRecipients = [] } = inputs;
  return [
    "new sharing.Share(",
    `  ${stringLiteral(name)},`,
    "  {",
    "    accountId,",
    propertyLines("name", inputs.name, "    "),
    ...listLines("recipients", inputs.recipients.map(recipientLiteral)),
    ...resourceLines(inputs),
    ...(excludedRecipients.length > 0
      ? listLines(
          "excludedRecipients",
          excludedRecipients.map(({ accountId }) => `{ accountId: ${stringLiteral(accountId)} }`),
        )
      : []),
    "  },",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the program's.
    `  { import: ${"`${accountId}/"}${id}${"`"} },`,
    ");",
  ];
}

/** A single item stays on the line of the list, as formatters do it. */
function listLines(name: string, items: string[]): string[] {
  if (items.length === 1) return [`    ${name}: [${items[0]}],`];
  return [`    ${name}: [`, ...items.map((item) => `      ${item},`), "    ],"];
}

function recipientLiteral({ recipientAccountId, organizationId }: RecipientInput): string {
  if (recipientAccountId !== undefined) return `{ recipientAccountId: ${stringLiteral(recipientAccountId)} }`;
  return organizationId === undefined ? "{}" : `{ organizationId: ${stringLiteral(organizationId)} }`;
}

function resourceLines({ accountId, resources }: ShareInputs): string[] {
  return [
    "    resources: [",
    ...resources.flatMap((resource) => resourceLiteral(resource, accountId)),
    "    ],",
  ];
}

/** Without default values. On several lines, so that it fits any line width. */
function resourceLiteral(resource: ResourceInput, ownerId: string): string[] {
  const { resourceType, resourceId, resourceAccountId, meta } = resource;
  const isElsewhere = resourceAccountId !== ownerId;
  return [
    "      {",
    `        resourceType: ${stringLiteral(resourceType)},`,
    `        resourceId: ${stringLiteral(resourceId)},`,
    ...(isElsewhere ? [`        resourceAccountId: ${stringLiteral(resourceAccountId)},`] : []),
    ...(meta === "{}" ? [] : [propertyLines("meta", parseMeta(meta), "        ")]),
    "      },",
  ];
}
