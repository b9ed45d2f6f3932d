import { join } from "node:path";
import { exec, withProgress } from "./exec";
import { toStderr } from "./index";
import { firstWith, foldersOf } from "./onPath";
import { firstThatWorks, type Log } from "./steps";

/** As Debian, Ubuntu and Google name it. */
const names = ["chromium", "chromium-browser", "google-chrome"];

/** The path of a Chromium, found or installed: a browser opens the command line's report. */
export function ensureChromium(log: Log = toStderr): Promise<string> {
  const steps = [
    { name: "Chromium on PATH", run: findChromium },
    { name: "Debian's package chromium", run: () => installChromium(log) },
  ];
  return firstThatWorks(steps, log, "Install Chromium or Chrome, or make one of the steps above possible.");
}

async function findChromium(): Promise<string> {
  const folders = foldersOf(process.env.PATH ?? "");
  for (const name of names) {
    const folder = await firstWith(name, folders);
    if (folder) return join(folder, name);
  }
  throw new Error(`no ${names.join(" or ")} on PATH`);
}

async function installChromium(log: Log): Promise<string> {
  if (process.getuid?.() !== 0) throw new Error("only root can install it");
  const apt = (...args: string[]) =>
    exec("apt-get", args, { env: { DEBIAN_FRONTEND: "noninteractive" }, limitSeconds: 30 * 60 });
  const install = () => apt("install", "--yes", "--no-install-recommends", "chromium");
  await withProgress("installing Chromium", "a download of about 100 MB", log, () =>
    // What is known of packages may be old, or nothing at all.
    install().catch(async () => {
      await apt("update");
      await install();
    }),
  );
  return findChromium();
}
