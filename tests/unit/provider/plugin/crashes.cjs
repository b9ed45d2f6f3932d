// Loaded into a plugin's process: fails as it is told by the message, after all else has started.
const failures = {
  thrown: () => {
    throw Object.assign(new Error(`${process.env.CLOUDFLARE_API_TOKEN} by ${process.env.HTTPS_PROXY}`), {
      headers: { Authorization: `Bearer ${process.env.CLOUDFLARE_API_TOKEN}` },
    });
  },
  rejected: (token) => Promise.reject(new Error(`no answer to Bearer ${token}`)),
  "bad URL": () => new URL(process.env.CLOUDFLARE_BASE_URL),
};

process.on("message", ({ failure, token }) => setImmediate(() => failures[failure](token)));
