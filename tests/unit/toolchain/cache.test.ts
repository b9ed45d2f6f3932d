import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineEnv } from "../../toolchain";
import { cacheBase, cacheKey, EXECUTABLES, findInCache, publish, stagingFolder } from "../../toolchain/cache";
import { findOnPath } from "../../toolchain/onPath";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "toolchain-test-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function fill(bin: string, mark: string, names: readonly string[] = EXECUTABLES) {
  for (const name of names) {
    writeFileSync(join(bin, name), mark);
    chmodSync(join(bin, name), 0o755);
  }
}

async function staged(mark: string) {
  const folder = await stagingFolder(base, "key");
  fill(join(folder, "bin"), mark);
  return folder;
}

const published = () => readFileSync(join(base, "key/bin/pulumi"), "utf8");

describe("cacheKey", () => {
  const files = { "cli/go.mod": "a", "cli/go.sum": "b" };

  test("is the same for the same files, in any order", () => {
    const key = cacheKey("v3.274.1", files, "linux-x64");
    expect(key).toMatch(/^pulumi-v3\.274\.1-[0-9a-f]{12}$/);
    expect(cacheKey("v3.274.1", { "cli/go.sum": "b", "cli/go.mod": "a" }, "linux-x64")).toBe(key);
  });

  test.each([
    ["a file's content", { ...files, "cli/go.sum": "c" }, "linux-x64"],
    ["a file's name", { "cli/go.mod": "a", "host/go.sum": "b" }, "linux-x64"],
    ["the machine", files, "darwin-arm64"],
  ])("changes with %s", (_what, changed, machine) => {
    expect(cacheKey("v3.274.1", changed, machine)).not.toBe(cacheKey("v3.274.1", files, "linux-x64"));
  });
});

test("the cache lies outside the clone, and where the environment says", () => {
  expect(cacheBase({}, "/home/me")).toBe("/home/me/.cache/pulumi-cloudflare-sharing");
  expect(cacheBase({ XDG_CACHE_HOME: "/x" }, "/home/me")).toBe("/x/pulumi-cloudflare-sharing");
  expect(cacheBase({ XDG_CACHE_HOME: "/x", PULUMI_TOOLCHAIN_CACHE: "/mine" }, "/home/me")).toBe("/mine");
});

describe("publish", () => {
  test("puts the build in its place", async () => {
    await expect(findInCache(base, "key")).rejects.toThrow("no ");
    await publish(await staged("ours"), base, "key");
    await expect(findInCache(base, "key")).resolves.toBe(join(base, "key/bin"));
    expect(published()).toBe("ours");
  });

  test("of several at the same time one wins, and nothing is left over", async () => {
    const builds = await Promise.all(["1", "2", "3", "4"].map(staged));
    await Promise.all(builds.map((folder) => publish(folder, base, "key")));
    expect(["1", "2", "3", "4"]).toContain(published());
    expect(readdirSync(base)).toEqual(["key"]);
  });

  test("replaces one of which somebody deleted a part", async () => {
    await publish(await staged("old"), base, "key");
    unlinkSync(join(base, "key/bin/pulumi-language-nodejs"));
    await publish(await staged("new"), base, "key");
    expect(published()).toBe("new");
    expect(readdirSync(base)).toEqual(["key"]);
  });

  test("takes what another build consists of", async () => {
    const folder = await stagingFolder(base, "yaml");
    fill(join(folder, "bin"), "host", ["pulumi-language-yaml"]);
    await publish(folder, base, "yaml", ["pulumi-language-yaml"]);
    expect(readdirSync(join(base, "yaml/bin"))).toEqual(["pulumi-language-yaml"]);
  });

  test("refuses an incomplete build", async () => {
    const folder = await stagingFolder(base, "key");
    fill(join(folder, "bin"), "half", ["pulumi"]);
    await expect(publish(folder, base, "key")).rejects.toThrow("no pulumi-language-nodejs in ");
    expect(existsSync(join(base, "key"))).toBe(false);
  });
});

describe("findOnPath", () => {
  test("takes a CLI with its plugins beside it", async () => {
    fill(base, "");
    await expect(findOnPath(`/nowhere::${base}`)).resolves.toBe(base);
  });

  test("says which plugin is missing", async () => {
    fill(base, "", ["pulumi", "pulumi-language-nodejs"]);
    await expect(findOnPath(base)).rejects.toThrow(
      "has no pulumi-resource-pulumi-nodejs beside it or on PATH",
    );
    await expect(findOnPath("/nowhere")).rejects.toThrow("no pulumi on PATH");
  });
});

test("engineEnv puts the toolchain first and keeps state, plugins and updates to itself", () => {
  const env = engineEnv({ bin: "/tools/bin" }, { home: "/tmp/home", backend: "/tmp/state" });
  expect(env.PATH).toBe(`/tools/bin:${process.env.PATH}`);
  expect(env).toMatchObject({
    PULUMI_HOME: "/tmp/home",
    PULUMI_BACKEND_URL: "file:///tmp/state",
    PULUMI_CONFIG_PASSPHRASE: expect.any(String),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });
});
