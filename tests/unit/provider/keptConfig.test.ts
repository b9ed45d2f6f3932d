import { ApiError, describeFailure } from "../../../provider/api/errors";
import { ProviderProcess } from "../../../provider/process";

const hint = /if the credentials were changed since, run `pulumi up` first/;
const refused = new ApiError(
  403,
  [{ code: 10000, message: "Authentication error", pointer: undefined }],
  "ray",
);
const failure = (cause: unknown) => describeFailure("reading share 5f", cause);

function processWith(config: Record<string, string>, env: NodeJS.ProcessEnv = {}): ProviderProcess {
  const process = new ProviderProcess({ env });
  process.configure({ get: (name) => config[name] });
  return process;
}

const told = (process: ProviderProcess, cause: unknown = refused) =>
  (process.explain(failure(cause)) as Error).message;

const ofConfig = { "cloudflare:apiToken": "t" };
const ofEnvironment = { CLOUDFLARE_API_TOKEN: "t" };

test("credentials of the config that are refused: they may be those of an earlier run", () => {
  expect(told(processWith(ofConfig))).toMatch(hint);
  expect(told(processWith({ "cloudflare:apiKey": "k" }, { CLOUDFLARE_EMAIL: "a@example.com" }))).toMatch(
    hint,
  );
  expect(told(processWith(ofConfig), new ApiError(401, [], undefined))).toMatch(hint);
  expect(told(processWith(ofConfig)).split("\n")).toHaveLength(2);
});

test("credentials that are missing: today's config may have them", () => {
  const process = processWith({});
  let missing: unknown;
  try {
    process.get();
  } catch (error) {
    missing = error;
  }
  expect((process.explain(missing) as Error).message).toMatch(hint);
});

test("nothing is told where it can't be the reason", () => {
  expect(told(processWith({}, ofEnvironment))).not.toMatch(hint);
  expect(told(processWith(ofConfig), new ApiError(404, [], undefined))).not.toMatch(hint);
  expect(told(processWith(ofConfig), new ApiError(403, [], undefined, undefined, "challenge"))).not.toMatch(
    hint,
  );
  const running = processWith(ofConfig);
  running.noteProgram();
  expect(told(running)).not.toMatch(hint);
  const other = new TypeError("a mistake");
  expect(processWith({}).explain(other)).toBe(other);
});
