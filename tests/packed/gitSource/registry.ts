import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";

export interface Registry {
  url: string;
  /** "NAME VERSION" of each package that was downloaded. */
  readonly downloads: string[];
  close(): void;
}

/**
 * A registry that has what is installed in a folder, without what that depends on: below the folder Node finds it there,
 * and 100 MB need not be copied.
 */
export async function startRegistry(installed: string): Promise<Registry> {
  const downloads: string[] = [];
  const server = createServer((request, response) => {
    const [, archive, name = ""] = /^\/(-\/)?(.*)$/.exec(decodeURIComponent(request.url ?? "")) ?? [];
    const folder = join(installed, "node_modules", name);
    const file = join(folder, "package.json");
    if (!existsSync(file)) {
      response.writeHead(404).end("{}");
      return;
    }
    const manifest = require(file) as { version: string };
    if (archive) {
      downloads.push(`${name} ${manifest.version}`);
      spawn("tar", ["-c", "-C", dirname(folder), basename(folder)]).stdout.pipe(response);
      return;
    }
    const { version } = manifest;
    const dist = { tarball: `${url()}/-/${encodeURIComponent(name)}` };
    const versions = { [version]: { ...manifest, dependencies: {}, dist } };
    response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions }));
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { url: url(), downloads, close: () => server.close() };
}
