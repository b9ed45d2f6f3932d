import { inspect } from "node:util";
import { ApiError, BrokenAnswer, describeFailure, propertyPath } from "../../../../provider/api/errors";
import { ProviderError } from "../../../../provider/base/providerError";

const fault = (code: number | undefined, message: string, pointer?: string) => ({ code, message, pointer });

describe("is it missing", () => {
  test("only 404 with code 1004 says so", () => {
    expect(new ApiError(404, [fault(1004, "share not found")], undefined).isMissing).toBe(true);
    expect(new ApiError(404, [fault(7003, "could not route")], undefined).isMissing).toBe(false);
    expect(new ApiError(404, [], undefined).isMissing).toBe(false);
    expect(new ApiError(400, [fault(1004, "odd")], undefined).isMissing).toBe(false);
    expect(new ApiError(200, [fault(1004, "odd")], undefined).isMissing).toBe(false);
  });
});

describe("a pointer read as the user's property", () => {
  test.each([
    ["/recipients/3/recipient_account_id", "", "recipients[3].recipientAccountId"],
    ["/resources/0/resource_id", "", "resources[0].resourceId"],
    ["/name", "", "name"],
    ["/2/recipient_account_id", "recipients", "recipients[2].recipientAccountId"],
    ["/0/account_id", "excludedRecipients", "excludedRecipients[0].accountId"],
    ["", "recipients", "recipients"],
  ])("%s below %j: %s", (pointer, base, path) => {
    expect(propertyPath(pointer, base)).toBe(path);
  });
});

describe("what a person reads", () => {
  const doing = "renaming share 5f";

  test("verb, noun, id, status, message, code and ray", () => {
    const error = new ApiError(400, [fault(1001, "too long", "/name"), fault(1002, "taken")], "8f0-LOC");
    expect(describeFailure(doing, error, { name: "Baseline" }).message).toBe(
      "renaming share 5f: Cloudflare answered 400: name (Baseline): too long (code 1001); taken (code 1002)\ncf-ray 8f0-LOC",
    );
  });

  test("a refusal without a reason", () => {
    expect(describeFailure(doing, new ApiError(409, [], undefined)).message).toBe(
      "renaming share 5f: Cloudflare answered 409: without a reason",
    );
  });

  test("403 and code 10000 say which permission the token lacks, 429 says when to come back", () => {
    for (const error of [
      new ApiError(403, [fault(10000, "Authentication error")], "r"),
      new ApiError(400, [fault(10000, "Authentication error")], "r"),
    ]) {
      const lines = describeFailure(doing, error).message.split("\n");
      expect(lines).toHaveLength(2);
      expect(lines[0]).toContain("Authentication error (code 10000)");
      expect(lines[1]).toMatch(/^cf-ray r; .*permission.*Resource Sharing/);
    }
    expect(describeFailure(doing, new ApiError(429, [], undefined)).message).toContain("five minutes");
    expect(describeFailure(doing, new ApiError(400, [fault(1001, "x")], undefined)).message).not.toContain(
      "\n",
    );
  });

  test("no answer at all, and what nobody expected", () => {
    expect(describeFailure(doing, new BrokenAnswer("timeout", "it did not answer", 502, "ray")).message).toBe(
      "renaming share 5f: it did not answer\ncf-ray ray",
    );
    expect(describeFailure(doing, new Error("odd")).message).toBe("renaming share 5f: odd");
    expect(describeFailure(doing, "text").message).toBe("renaming share 5f: text");
  });

  test("an error that is complete stays as it is, and the cause is kept", () => {
    const complete = new ProviderError("said already");
    expect(describeFailure(doing, complete)).toBe(complete);
    const cause = new ApiError(500, [], undefined);
    expect(describeFailure(doing, cause).cause).toBe(cause);
  });

  test("no stack: the SDK prints it beside the message", () => {
    const error = new ProviderError("two lines at most");
    expect(`${error}: ${error.stack}`).not.toMatch(/\bat .*:\d+/);
    expect(`${error}`).not.toContain("two lines");
    expect(inspect(error)).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test("a message of several lines from the server is folded into one", () => {
    const error = new ApiError(400, [fault(1001, "one\ntwo\r\n  three")], "ray");
    expect(describeFailure(doing, error).message.split("\n")).toHaveLength(2);
  });
});
