import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startConnectProxy } from "../../unit/support/connectProxy";
import { privateKey } from "../../unit/support/privateName";
import { runTool } from "../grid/tools";

/** Of github.com, for these tests only: signed by itself, no authority, valid for a hundred years. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBYjCCAQigAwIBAgICEAAwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKZ2l0aHVi
LmNvbTAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowFTETMBEGA1UE
AwwKZ2l0aHViLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEiwmFmGe1EY
x1EG0kpbqNiN/Mi1X+HdTqWZu6HydfQoXT0QfeR0jaOU+vwaYVwm8ZPg7c241+Lj
pIo0juV1DsWjRjBEMBUGA1UdEQQOMAyCCmdpdGh1Yi5jb20wDAYDVR0TAQH/BAIw
ADAdBgNVHQ4EFgQU5+zRUEHbN+MXLH6AVWzzDbltvVIwCgYIKoZIzj0EAwIDSAAw
RQIhAP0dO+Yf7oSnYCvbR4qFFepBkw7eAjL2KxSiXlDupsrHAiB3nZcLWlznwE42
l+LfYLEuHLgXgD/sQ3cZfrzWkuEZvg==
-----END CERTIFICATE-----
`;

export interface GitHub {
  /** What a process needs to find it. */
  env: Record<string, string>;
  /** "host:port" of each connection. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** The git protocol: what the repository has, and then what is asked for. */
function answer(repository: string, request: IncomingMessage, response: ServerResponse): void {
  const isList = request.method === "GET";
  const type = isList ? "advertisement" : "result";
  response.setHeader("Content-Type", `application/x-git-upload-pack-${type}`);
  if (isList) response.write("001e# service=git-upload-pack\n0000");
  const options = isList ? ["--stateless-rpc", "--advertise-refs"] : ["--stateless-rpc"];
  const git = spawn("git", ["upload-pack", ...options, repository]);
  request.pipe(git.stdin);
  git.stdout.pipe(response);
}

/**
 * Behind a proxy, github.com as git sees it: every address there is one repository.
 * @param folder for the certificate
 */
export async function startGitHub(repository: string, folder: string): Promise<GitHub> {
  const server = createServer({ key: privateKey, cert }, (request, response) =>
    answer(repository, request, response),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  const proxy = await startConnectProxy({ upstream: (server.address() as AddressInfo).port });
  const certificate = join(folder, "github.pem");
  await writeFile(certificate, cert);
  return {
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: "127.0.0.1,localhost",
      SSL_CERT_FILE: certificate,
      // One of the machine's own is not for this.
      GITHUB_TOKEN: "",
    },
    asked: proxy.asked,
    close: async () => {
      await proxy.close();
      server.close();
    },
  };
}

const author = ["-c", "user.name=Joe", "-c", "user.email=joe@example.com"];
const unsigned = ["-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false"];

/** Commits all that is in a folder, and tags that. */
export async function commit(folder: string, tag: string): Promise<void> {
  const git = (...args: string[]) => runTool("git", [...author, ...unsigned, ...args], { cwd: folder });
  await git("add", "--all");
  await git("commit", "--quiet", "--allow-empty", "--message", tag);
  await git("tag", tag);
}
