import { describeProxy, type Environment, ProxySettingError, routeTo } from "../../../../provider/api/proxy";

const api = "https://api.cloudflare.com/client/v4";

/** "variable=address" of the proxy, or the note, or "". */
function routeOf(env: Environment, address = api): string {
  const route = routeTo(new URL(address), env);
  if (route.via === "nothing") return route.note ?? "";
  return `${route.proxy.variable}=${route.proxy.url.href}`;
}

describe("which variable names the proxy", () => {
  const found: [Environment, string][] = [
    [{}, ""],
    [{ HTTPS_PROXY: "http://a:1" }, "HTTPS_PROXY=http://a:1/"],
    [{ https_proxy: "http://a:1" }, "https_proxy=http://a:1/"],
    [{ ALL_PROXY: "http://a:1" }, "ALL_PROXY=http://a:1/"],
    [{ all_proxy: "socks5h://a:1" }, "all_proxy=socks5h://a:1"],
    [{ HTTPS_PROXY: "http://a:1", ALL_PROXY: "http://b:1" }, "HTTPS_PROXY=http://a:1/"],
    [{ HTTPS_PROXY: "http://a:1", https_proxy: "http://b:1" }, "https_proxy=http://b:1/"],
    [{ HTTPS_PROXY: "http://a:1", https_proxy: "" }, "HTTPS_PROXY=http://a:1/"],
    [{ HTTPS_PROXY: " ", ALL_PROXY: "" }, ""],
    // curl and Go take an address without a scheme for http, whatever is asked for.
    [{ HTTPS_PROXY: "proxy.example.com:3128" }, "HTTPS_PROXY=http://proxy.example.com:3128/"],
    [{ HTTPS_PROXY: "10.0.0.1" }, "HTTPS_PROXY=http://10.0.0.1/"],
    [{ HTTPS_PROXY: "user:pass@a:1" }, "HTTPS_PROXY=http://user:pass@a:1/"],
    [{ HTTPS_PROXY: "https://a" }, "HTTPS_PROXY=https://a/"],
    [
      { HTTP_PROXY: "http://a:1" },
      "HTTP_PROXY is set, which is for http alone: api.cloudflare.com needs HTTPS_PROXY",
    ],
  ];
  test.each(found)("%j: %s", (env, expected) => {
    expect(routeOf(env)).toBe(expected);
  });

  test("for http it is HTTP_PROXY", () => {
    const env = { HTTP_PROXY: "http://a:1", HTTPS_PROXY: "http://b:1" };
    expect(routeOf(env, "http://api.example.com")).toBe("HTTP_PROXY=http://a:1/");
  });

  test.each(["ftp://a:1", "http://", "//", "http://a:port"])(
    "%j is not a proxy's address, and what it is is not repeated",
    (value) => {
      expect(() => routeOf({ HTTPS_PROXY: value })).toThrow(ProxySettingError);
      expect(() => routeOf({ HTTPS_PROXY: value })).toThrow(
        "HTTPS_PROXY is not a proxy's address: it is written as http://HOST:PORT",
      );
    },
  );

  test.each([
    "http://joe:2024/x@127.0.0.1:1",
    "joe:20241#x@127.0.0.1:1",
    "http://joe:2024?x@127.0.0.1:1",
    "http://joe:2024\\x@127.0.0.1:1",
    "socks5://joe:2024/x@127.0.0.1:1",
    "http://proxy.example.com:3128/path",
    "http://proxy.example.com:3128?",
  ])("%s, whose password may go on behind the host, is refused and not repeated", (value) => {
    for (const variable of ["HTTPS_PROXY", "all_proxy"])
      expect(() => routeOf({ [variable]: value })).toThrow(
        new ProxySettingError(
          `${variable} is not a proxy's address: it is written as http://HOST:PORT; a "/", "?" or "#" in its password is written as %2F, %3F or %23`,
        ),
      );
  });

  test("an encoded password arrives", () => {
    expect(routeOf({ HTTPS_PROXY: "http://joe:20%2F%3F%23@a:1/" })).toBe(
      "HTTPS_PROXY=http://joe:20%2F%3F%23@a:1/",
    );
  });

  test("no password is shown", () => {
    const route = routeTo(new URL(api), { HTTPS_PROXY: "http://user:s3cret@proxy.example.com:3128" });
    if (route.via !== "proxy") throw new Error("no proxy");
    expect(describeProxy(route.proxy)).toBe("the proxy http://proxy.example.com:3128 (HTTPS_PROXY)");
  });
});

describe("which addresses no proxy stands before", () => {
  const isProxied = (address: string, noProxy: string, variable = "NO_PROXY") =>
    routeTo(new URL(address), { HTTPS_PROXY: "http://a:1", [variable]: noProxy }).via === "proxy";

  const excluded: [string, string][] = [
    ["*", api],
    ["api.cloudflare.com", api],
    ["API.Cloudflare.com", api],
    // As curl and Go have it: a name stands for all below it too.
    ["cloudflare.com", api],
    [".cloudflare.com", api],
    ["*.cloudflare.com", api],
    ["com", api],
    ["example.com, cloudflare.com", api],
    ["example.com cloudflare.com", api],
    ["example.com,,*", api],
    ["api.cloudflare.com:443", api],
    ["cloudflare.com:8443", "https://api.cloudflare.com:8443"],
    ["api.cloudflare.com", "https://api.cloudflare.com."],
    ["cloudflare.com.", api],
    [".cloudflare.com.", api],
    ["api.cloudflare.com.:443", api],
    ["10.1.2.3", "https://10.1.2.3"],
    ["10.1.2.3:443", "https://10.1.2.3"],
    ["10.0.0.0/8", "https://10.1.2.3"],
    ["fd00::/8", "https://[fd12::1]"],
    ["fd12::1", "https://[fd12::1]"],
    ["[fd12::1]:443", "https://[fd12::1]"],
  ];
  test.each(excluded)("NO_PROXY %j: not before %s", (noProxy, address) => {
    expect(isProxied(address, noProxy)).toBe(false);
    expect(isProxied(address, noProxy, "no_proxy")).toBe(false);
  });

  const others: [string, string][] = [
    ["", api],
    [",", api],
    ["flare.com", api],
    ["pi.cloudflare.com", api],
    ["api.cloudflare.com.example.com", api],
    ["x.api.cloudflare.com", api],
    [".api.cloudflare.com", api],
    ["api.cloudflare.com:80", api],
    ["10.0.0.0/8", "https://11.1.2.3"],
    ["10.0.0.0/8", api],
    ["10.0.0.0/99", "https://10.1.2.3"],
    ["10.1.2.3:80", "https://10.1.2.3"],
    ["fd12::2", "https://[fd12::1]"],
    ["0.0.0.0/0", "https://[fd12::1]"],
  ];
  test.each(others)("NO_PROXY %j: before %s all the same", (noProxy, address) => {
    expect(isProxied(address, noProxy)).toBe(true);
  });

  test.each(["http://localhost:8080", "https://127.0.0.1:8443", "https://127.9.9.9", "https://[::1]:1"])(
    "never before this machine's own %s",
    (address) => {
      expect(routeOf({ ALL_PROXY: "http://a:1", HTTP_PROXY: "http://a:1" }, address)).toBe("");
    },
  );

  test("it is said which variable was passed over", () => {
    expect(routeOf({ all_proxy: "http://a:1", NO_PROXY: "*" })).toBe(
      "all_proxy is set, and NO_PROXY keeps api.cloudflare.com from it",
    );
  });
});
