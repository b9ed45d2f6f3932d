import { type ProgramDeclaration, TestStack } from "../../stack";
import { type Declared, testLife } from "./life";

function program({ args, customTimeouts }: Declared): ProgramDeclaration {
  return { shares: [{ name: "baseline", args: { ...args }, opts: { customTimeouts } }] };
}

testLife("by the dynamic provider", async (declared) => {
  const { apiToken, accountId, baseUrl } = declared.provider;
  const env = {
    CLOUDFLARE_API_TOKEN: apiToken,
    CLOUDFLARE_ACCOUNT_ID: accountId,
    CLOUDFLARE_BASE_URL: baseUrl,
  };
  const stack = await TestStack.open(program(declared), env);
  return {
    declare: (next) => stack.declare(program(next)),
    up: () => stack.up(),
    refresh: () => stack.refresh(),
    destroy: () => stack.destroy(),
  };
});
