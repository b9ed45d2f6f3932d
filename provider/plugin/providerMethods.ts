import type { CheckRequest, ConfigureRequest, DiffRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { Instance } from "./instance";
import { checkFailures } from "./messages";
import { readProperties, writeProperties } from "./properties";
import { Empty, messages, PluginInfo } from "./rpc";
import { schemaText } from "./schema";
import { changedSettings, checkSettings, withSecrets } from "./settings";

/** What the engine asks of the provider as such. */
export function providerMethods(instance: Instance, version: string) {
  return {
    /** Secrets, resources and outputs are the engine's to keep track of. */
    async handshake() {
      return new messages.ProviderHandshakeResponse();
    },

    async getPluginInfo() {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    },

    async getSchema() {
      const response = new messages.GetSchemaResponse();
      response.setSchema(schemaText(version));
      return response;
    },

    async checkConfig(request: CheckRequest) {
      const given = readProperties(request.getNews());
      const { credentials } = instance.provider.door.hints;
      const response = new messages.CheckResponse();
      response.setInputs(writeProperties(withSecrets(given)));
      response.setFailuresList(checkFailures(checkSettings(given, instance.env, credentials)));
      return response;
    },

    /** No setting replaces the provider: a resource's account stands in the resource itself. */
    async diffConfig(request: DiffRequest) {
      const changed = changedSettings(
        readProperties(request.getOldInputs()),
        readProperties(request.getNews()),
      );
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      const response = new messages.DiffResponse();
      response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(changed);
      return response;
    },

    async configure(request: ConfigureRequest) {
      instance.configure(readProperties(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    },

    async cancel() {
      instance.cancel();
      return new Empty();
    },
  };
}
