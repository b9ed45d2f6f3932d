import { commands } from "../../../sdk/cli/commands";
import { localOwner } from "../../../sdk/local";
import { cli, expectNarrow } from "./support";

const token = "a-secret-token";
const names = commands.map(({ name }) => name);
const lines = (text: string) => text.trimEnd().split("\n");

describe("--help", () => {
  test.each([["--help"], ["-h"], ["help"]])("%s lists the commands", async (option) => {
    const { code, stdout } = await cli([option]);
    expect(code).toBe(0);
    for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`  ${name} +${summary}`));
  });

  test.each(names)("%s --help shows every option, in 80 columns, and asks nobody", async (name) => {
    const { code, stdout, stderr } = await cli([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const option of Object.keys(commands.find((one) => one.name === name)?.options ?? {})) {
      expect(stdout).toContain(`--${option}`);
    }
    expectNarrow(stdout);
    expect((await cli(["help", name])).stdout).toBe(stdout);
  });
});

describe("wrong usage: exit code 2, and one line that says what is wrong", () => {
  test.each([
    [[], /^Usage: /],
    [["delete"], /^error: there is no such command; there are list, show, import, report, local\n/],
    [["list", "--tokne=x"], /^error: Unknown option '--tokne'\n/],
    [["list", token], /^error: list takes no arguments, not 1\n/],
    [["show"], /^error: show takes one SHARE, not 0\n/],
    [["show", "a", "b"], /^error: show takes one SHARE, not 2\n/],
    [["list", "--account"], /^error: Option '--account <value>' argument missing\n/],
    [["list", `--json=${token}`], /^error: Option '--json' does not take an argument\n/],
    [["list", "--account", "12"], /^error: --account is no account id: it has 32 hexadecimal digits\n/],
    [["list"], /^error: no account: give --account ID or CLOUDFLARE_ACCOUNT_ID\n/],
    [
      ["import", `${"1".repeat(32)}/${"2".repeat(32)}`, `${"3".repeat(32)}/${"2".repeat(32)}`],
      /one account at/,
    ],
    [["local", "--port", "99999"], /^error: --port is no port: a number up to 65535\n/],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await cli(args, { CLOUDFLARE_API_TOKEN: token });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(token);
  });
});

describe("settings: exit code 1, and what to set", () => {
  const account = { CLOUDFLARE_ACCOUNT_ID: localOwner };
  test.each([
    [{}, /credentials are missing: set CLOUDFLARE_API_TOKEN,\nor CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL\n$/],
    [{ CLOUDFLARE_API_KEY: token }, /CLOUDFLARE_EMAIL is not set/],
    [{ CLOUDFLARE_EMAIL: token }, /CLOUDFLARE_API_KEY is not set/],
    [{ CLOUDFLARE_API_TOKEN: `${token} x` }, /apiToken holds a space/],
    [{ CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_BASE_URL: "http://192.0.2.1" }, /must be https/],
  ])("%j", async (env, message) => {
    const { code, stdout, stderr } = await cli(["list"], { ...account, ...env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(token);
    expect(lines(stderr).length).toBeLessThanOrEqual(2);
  });
});

test("--version", async () => {
  expect(await cli(["--version"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
});
