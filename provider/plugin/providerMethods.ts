import type { CheckRequest, ConfigureRequest, DiffRequest } from "@pulumi/pulumi/proto/provider_pb";
import { credentialNames } from "../settings";
import type { Instance } from "./instance";
import { checkFailures } from "./messages";
import { readProperties, secretNames, writeProperties } from "./properties";
import { Empty, messages, PluginInfo } from "./rpc";
import { type Manifest, schemaText } from "./schema";
import { changedSettings, checkSettings } from "./settings";

/** What the engine asks of the provider as such. */
export function providerMethods(instance: Instance, manifest: Manifest) {
  return {
    /** Secrets arrive marked, as outputs repeat some under other names, which the engine can't know. */
    async handshake() {
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    },

    async getPluginInfo() {
      const info = new PluginInfo();
      info.setVersion(manifest.version);
      return info;
    },

    async getSchema() {
      const response = new messages.GetSchemaResponse();
      response.setSchema(schemaText(manifest));
      return response;
    },

    async checkConfig(request: CheckRequest) {
      instance.noteProvider(request.getUrn());
      const given = readProperties(request.getNews());
      const { hints } = instance.provider.door;
      // Secret, however the program gives them: in the state, they are encrypted.
      const secrets = new Set<string>([...secretNames(request.getNews()), ...credentialNames]);
      const response = new messages.CheckResponse();
      response.setInputs(writeProperties(given, secrets));
      response.setFailuresList(checkFailures(checkSettings(given, instance.env, hints.credentials)));
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
      instance.noteProvider(request.getUrn());
      instance.configure(readProperties(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },

    async cancel() {
      instance.cancel();
      return new Empty();
    },
  };
}
