import { inspect } from "node:util";
import { ProviderError } from "../../../provider/base/providerError";
import { resolveAccountId, resolveSettings, type StackConfig } from "../../../provider/settings";

const config = (values: Record<string, string> = {}): StackConfig => ({ get: (key) => values[key] });

function refusalOf(values: Record<string, string>, env: NodeJS.ProcessEnv = {}): ProviderError {
  try {
    resolveSettings(config(values), env);
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderError);
    return error as ProviderError;
  }
  throw new Error("it was taken");
}

const credentials = (values: Record<string, string>, env: NodeJS.ProcessEnv = {}) =>
  resolveSettings(config(values), env).credentials;

describe("the order of places", () => {
  const own = { "cloudflare-sharing:apiToken": "own" };
  const peers = { "cloudflare:apiToken": "peers" };
  const env = { CLOUDFLARE_API_TOKEN: "env" };

  test("our config, then @pulumi/cloudflare's, then the environment", () => {
    expect(credentials({ ...peers, ...own }, env)).toEqual({ kind: "token", token: "own" });
    expect(credentials(peers, env)).toEqual({ kind: "token", token: "peers" });
    expect(credentials({}, env)).toEqual({ kind: "token", token: "env" });
  });

  test("an empty value is none", () => {
    expect(credentials({ "cloudflare-sharing:apiToken": "  " }, env)).toEqual({
      kind: "token",
      token: "env",
    });
  });

  test("a key and its e-mail may come from different places", () => {
    const pair = { kind: "key", key: "k", email: "a@example.com" };
    expect(credentials({ "cloudflare:apiKey": "k" }, { CLOUDFLARE_EMAIL: "a@example.com" })).toEqual(pair);
  });

  test("a pair in the config goes before a token in the environment", () => {
    const pair = { "cloudflare:apiKey": "k", "cloudflare:email": "a@example.com" };
    expect(credentials(pair, env)).toEqual({ kind: "key", key: "k", email: "a@example.com" });
    expect(credentials({ ...pair, ...peers })).toEqual({ kind: "token", token: "peers" });
  });

  test("half a pair beside a token does no harm", () => {
    expect(credentials({ "cloudflare:apiKey": "k" }, env)).toEqual({ kind: "token", token: "env" });
  });

  test("the account and the base URL come from the same places", () => {
    const values = { "cloudflare-sharing:accountId": "own", "cloudflare:accountId": "peers" };
    expect(resolveAccountId(config(values), { CLOUDFLARE_ACCOUNT_ID: "env" })).toBe("own");
    expect(resolveAccountId(config({}), { CLOUDFLARE_ACCOUNT_ID: "env\n" })).toBe("env");
    expect(resolveAccountId(config({}), {})).toBeUndefined();
    const env = { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_BASE_URL: "https://env.example.com" };
    expect(resolveSettings(config({ "cloudflare:baseUrl": "https://own.example.com" }), env).baseUrl).toBe(
      "https://own.example.com",
    );
    expect(resolveSettings(config(), env).baseUrl).toBe("https://env.example.com");
    expect(resolveSettings(config(), { CLOUDFLARE_API_TOKEN: "t" }).baseUrl).toBe(
      "https://api.cloudflare.com/client/v4",
    );
  });
});

describe("credentials that are missing or wrong", () => {
  const ways = [
    "cloudflare-sharing:apiToken",
    "cloudflare:apiToken",
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_EMAIL",
  ];

  test.each([
    ["none", {}, "missing"],
    ["a key without an e-mail", { "cloudflare:apiKey": "s3cret" }, "email is not"],
    ["an e-mail without a key", { "cloudflare-sharing:email": "s3cret@example.com" }, "apiKey is not"],
  ])("%s: says so, and names the ways to give them", (_, values, said) => {
    const { message } = refusalOf(values);
    expect(message).toContain(said);
    for (const way of ways) expect(message).toContain(way);
    expect(message.split("\n").length).toBeLessThanOrEqual(2);
  });

  test("a token read from a file keeps its trailing newline to itself", () => {
    expect(credentials({}, { CLOUDFLARE_API_TOKEN: "from-a-file\n" })).toEqual({
      kind: "token",
      token: "from-a-file",
    });
  });

  test.each(["Bearer s3cret", "s3cret\nX-Evil: 1", "s3cret\u200b", "s3crét", "s3cret\u0000"])(
    "%j can't be sent, and is not shown",
    (value) => {
      for (const error of [
        refusalOf({}, { CLOUDFLARE_API_TOKEN: value }),
        refusalOf({}, { CLOUDFLARE_API_KEY: value, CLOUDFLARE_EMAIL: "a@example.com" }),
        refusalOf({}, { CLOUDFLARE_API_KEY: "k", CLOUDFLARE_EMAIL: value }),
      ]) {
        expect(`${inspect(error, { depth: 9 })} ${JSON.stringify(error)} ${error.message}`).not.toContain(
          "s3c",
        );
      }
    },
  );

  test.each(['"s3cret"', "'s3cret'", "`s3cret`", '"s3cret', 's3cret"'])("%s is in quotes", (value) => {
    for (const env of [
      { CLOUDFLARE_API_TOKEN: value },
      { CLOUDFLARE_API_KEY: value, CLOUDFLARE_EMAIL: "a@example.com" },
    ]) {
      const { message } = refusalOf({}, env);
      expect(message).toMatch(/^Cloudflare credentials: api(Token|Key) is in quotes: set it without them\.$/);
    }
  });

  test("half a pair is not shown either", () => {
    expect(inspect(refusalOf({ "cloudflare:apiKey": "s3cret" }))).not.toContain("s3cret");
  });
});

describe("the base URL", () => {
  const baseUrl = (url: string) =>
    resolveSettings(config(), { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_BASE_URL: url }).baseUrl;
  const refused = (url: string) =>
    refusalOf({}, { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_BASE_URL: url }).message;

  test.each([
    ["https://proxy.example.com/client/v4/", "https://proxy.example.com/client/v4"],
    ["http://127.0.0.1:8080/client/v4", "http://127.0.0.1:8080/client/v4"],
    ["http://127.8.9.1/x", "http://127.8.9.1/x"],
    ["http://localhost:1//", "http://localhost:1"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["https://api.cloudflare.com/client/v4\n", "https://api.cloudflare.com/client/v4"],
  ])("%j is taken", (given, taken) => {
    expect(baseUrl(given)).toBe(taken);
  });

  test.each([
    "http://api.cloudflare.com/client/v4",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://10.0.0.1/",
    "http://0.0.0.0/",
    "http://[::2]/",
    "ftp://localhost/",
    "file:///etc/passwd",
  ])("%s is refused: the token travels there", (url) => {
    expect(refused(url)).toContain("must be https, or http to loopback alone");
  });

  test("no user name, query or fragment, no URL at all; and none of it is shown", () => {
    expect(refused("https://user:s3cret@example.com/")).toMatch(/user name or password/);
    expect(refused("https://s3cret@example.com/")).not.toContain("s3cret");
    expect(refused("https://example.com/?token=s3cret")).toMatch(/query/);
    expect(refused("https://example.com/#s3cret")).toMatch(/fragment/);
    expect(refused("api.cloudflare.com s3cret")).toMatch(/is not a URL/);
    for (const url of ["https://example.com/?token=s3cret", "https://example.com/#s3cret", "s3cret"]) {
      expect(refused(url)).not.toContain("s3cret");
    }
  });
});
