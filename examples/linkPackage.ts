// `npm run build` and `npm start` run this: a program below examples/ finds this clone under the package's name.
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A package can import itself by name, but the engine's provider process can't: the text that it runs belongs to
 * no file. So the quick start has the package where npm would put it.
 */
export function linkPackage(): void {
  const link = join(__dirname, "quickstart/node_modules/pulumi-cloudflare-sharing");
  if (existsSync(link)) return;
  rmSync(link, { force: true });
  mkdirSync(dirname(link), { recursive: true });
  try {
    symlinkSync(join("..", "..", ".."), link, "junction");
  } catch (error) {
    // Another run was first.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

if (require.main === module) linkPackage();
