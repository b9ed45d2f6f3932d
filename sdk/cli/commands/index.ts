import type { Command } from "../usage/command";

const account = { value: "ID", help: "the account; default: CLOUDFLARE_ACCOUNT_ID" };
const json = { help: "print JSON, for programs" };
const none = { least: 0, most: 0, what: "no arguments" };

const list: Command = {
  name: "list",
  summary: "list the shares of an account",
  usage: "[--received] [--all] [--account ID] [--json]",
  about: [
    "Lists the shares that an account sends, oldest first. RECIPIENTS counts them",
    "by the state of their association. The other commands accept these short ids.",
  ],
  positionals: none,
  options: {
    received: { help: "list the shares that the account receives" },
    all: { help: "include deleted shares" },
    account,
    json,
  },
  load: () => (require("./list/list") as typeof import("./list/list")).list,
};

const show: Command = {
  name: "show",
  summary: "show a share and how far it has reached each recipient",
  usage: "SHARE [--all] [--account ID] [--json]",
  about: [
    "Shows a share, its resources, and the delivery to each recipient, failures",
    "first. SHARE is an id, the beginning of one, a name, or ACCOUNT_ID/SHARE_ID.",
  ],
  positionals: { least: 1, most: 1, what: "one SHARE" },
  options: { all: { help: "include former recipients" }, account, json },
  load: () => (require("./show/show") as typeof import("./show/show")).show,
};

const importShares: Command = {
  name: "import",
  summary: "write a Pulumi program that declares what is there",
  usage: "[SHARE…] [--out FILE] [--force] [--account ID]",
  about: [
    "Writes a Pulumi program in TypeScript that declares the named shares, or all",
    "active shares that the account sends, each with the option `import`. The first",
    "`pulumi up` takes them over and changes nothing. After that, you can remove",
    "the option. Shares that can't be declared are named in a comment and on",
    "stderr. SHARE is an id, the beginning of one, a name, or ACCOUNT_ID/SHARE_ID.",
  ],
  positionals: { least: 0, most: Number.POSITIVE_INFINITY, what: "any number of SHAREs" },
  options: {
    out: { value: "FILE", help: "where to write it; default: stdout" },
    force: { help: "overwrite FILE" },
    account,
  },
  load: () => (require("./import/importShares") as typeof import("./import/importShares")).importShares,
};

const report: Command = {
  name: "report",
  summary: "write a page that shows who receives what",
  usage: "[--out FILE] [--force] [--account ID]",
  about: [
    "Writes one HTML file for people who look at an account's shares: who receives",
    "what as a matrix, what failed and why, what is on its way, what is excluded,",
    "what is received. The file fetches nothing and can be sent as it is.",
  ],
  positionals: none,
  options: {
    out: { value: "FILE", help: "where to write it; default: stdout" },
    force: { help: "overwrite FILE" },
    account,
  },
  load: () => (require("./report/report") as typeof import("./report/report")).report,
};

const local: Command = {
  name: "local",
  summary: "run a local Cloudflare for tests without a network",
  usage: "[--port N] [--seed FILE] [--save FILE] [--json]",
  about: [
    "Runs a local Cloudflare (resource sharing only) on loopback until Ctrl-C or",
    "SIGTERM, and prints the environment variables with which programs use it. A",
    "FILE written by --save works as --seed of the next run. If both are the same",
    "FILE, the first run starts without it.",
  ],
  positionals: none,
  options: {
    port: { value: "N", help: "default: any free port" },
    seed: { value: "FILE", help: "start with the shares in FILE" },
    save: { value: "FILE", help: "write the shares to FILE on exit" },
    json: { help: "print the environment as one line of JSON" },
  },
  load: () => (require("./local/local") as typeof import("./local/local")).local,
};

export const commands: readonly Command[] = [list, show, importShares, report, local];
