/** An element, or the document, whose tag is empty. */
export interface Element {
  tag: string;
  attributes: Record<string, string>;
  children: (Element | string)[];
}

const empty = new Set(["meta", "input", "col"]);
const raw = new Set(["script", "style"]);
/** What ends when one of these begins, though the page has no end tag for it. */
const ended: Record<string, string[]> = { td: ["td", "th"], th: ["td", "th"], tr: ["td", "th", "tr"] };

const token =
  /<!doctype html>|<(?<end>\/)?(?<tag>[a-z]+[1-6]?)(?<attributes>(?: [a-z-]+(?:="[^"<>]*"|=[a-z]+)?)*)>|(?<text>[^<>]+)/y;
const attribute = / ([a-z-]+)(?:="([^"]*)"|=([a-z]+))?/g;
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function decode(text: string): string {
  return text.replace(/&(?:([a-z]+|#39);)?/g, (all, name = "") => {
    const character = entities[name];
    if (!character) throw new Error(`a bare & in ${text}`);
    return all && character;
  });
}

/**
 * Reads HTML as a browser does, as far as the report uses it. Stricter: it throws for whatever a browser would
 * have to guess.
 */
export function parseHtml(html: string): Element {
  const root: Element = { tag: "", attributes: {}, children: [] };
  const open = [root];
  const top = () => open.at(-1) as Element;
  const close = (tags: string[]) => {
    while (tags.includes(top().tag)) open.pop();
  };
  token.lastIndex = 0;
  while (token.lastIndex < html.length) {
    const start = token.lastIndex;
    const groups = token.exec(html)?.groups;
    if (!groups) throw new Error(`no HTML: ${html.slice(start, start + 80)}`);
    const { tag, text } = groups;
    if (text) top().children.push(decode(text));
    else if (tag && groups.end) {
      if (top().tag !== tag) close(ended.tr ?? []);
      if (open.pop()?.tag !== tag)
        throw new Error(`</${tag}> ends nothing: ${html.slice(start - 80, start)}`);
    } else if (tag) {
      close(ended[tag] ?? []);
      const found = (groups.attributes ?? "").matchAll(attribute);
      const attributes = [...found].map(([, name, quoted, plain]) => [name, decode(quoted ?? plain ?? "")]);
      const element: Element = { tag, attributes: Object.fromEntries(attributes), children: [] };
      top().children.push(element);
      if (raw.has(tag)) {
        const end = html.indexOf("</", token.lastIndex);
        element.children.push(html.slice(token.lastIndex, end));
        token.lastIndex = end;
      }
      if (!empty.has(tag)) open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`<${top().tag}> does not end`);
  return root;
}

/** All elements below, in their order, that are as asked. */
export function all(element: Element, isAsked: (one: Element) => boolean): Element[] {
  const below = element.children.filter((child) => typeof child !== "string");
  return below.flatMap((child) => [...(isAsked(child) ? [child] : []), ...all(child, isAsked)]);
}

export const tagged = (element: Element, ...tags: string[]) => all(element, ({ tag }) => tags.includes(tag));

export function withId(element: Element, id: string): Element {
  const [found] = all(element, ({ attributes }) => attributes.id === id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/** The text of an element, as one reads it. */
export function textOf(element: Element): string {
  const text = (one: Element): string =>
    one.children.map((child) => (typeof child === "string" ? child : ` ${text(child)} `)).join("");
  return text(element).replace(/\s+/g, " ").trim();
}

/** The cells of each row of the table's body, as text. */
export const rowsOf = (element: Element): string[][] =>
  tagged(element, "tbody").flatMap((body) =>
    tagged(body, "tr").map((row) => tagged(row, "td", "th").map(textOf)),
  );
