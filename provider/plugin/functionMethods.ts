import type { InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ProviderError } from "../base/providerError";
import { lookupNames } from "../lookup/args";
import type { StackConfig } from "../settings";
import type { Instance } from "./instance";
import { readProperties, withBareShareId, writeProperties } from "./properties";
import { messages } from "./rpc";

/** The instance's own settings stand in their place. */
const noStack: StackConfig = { get: () => undefined };

/** What the engine asks for a program that calls a function. */
export function functionMethods({ lookups }: Instance) {
  return {
    async invoke(request: InvokeRequest) {
      const name = lookupNames.find((one) => request.getTok() === `cloudflare-sharing:index:${one}`);
      if (!name) throw new ProviderError(`this provider has no function ${request.getTok()}`);
      const found = await lookups[name](withBareShareId(readProperties(request.getArgs())), noStack);
      const response = new messages.InvokeResponse();
      response.setReturn(writeProperties(found));
      return response;
    },
  };
}
