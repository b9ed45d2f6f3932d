import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

interface Made {
  during: number;
  after: number;
  stack: string;
}

async function construct(env: NodeJS.ProcessEnv = {}): Promise<[string, Made][]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, "constructing.js")], {
    env: { ...process.env, ...env },
  });
  return Object.entries(JSON.parse(stdout) as Record<string, Made>);
}

test("a resource is constructed without stack traces, and leaves the limit as it was", async () => {
  const made = await construct();
  expect(made.map(([name]) => name)).toEqual(["Share", "ShareRecipient", "ShareResource"]);
  for (const [, { during, after, stack }] of made) {
    expect({ during, after }).toEqual({ during: 0, after: 17 });
    expect(stack).toMatch(/not with me\n(.*\n)*.*constructing\.js:\d+/);
  }
}, 30_000);

test("who looks for leaked promises gets whole ones", async () => {
  for (const [, { during, after }] of await construct({ PULUMI_DEBUG_PROMISE_LEAKS: "1" }))
    expect({ during, after }).toEqual({ during: 17, after: 17 });
}, 30_000);
