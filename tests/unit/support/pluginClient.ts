import type { ServiceError } from "@grpc/grpc-js";
import type { Properties } from "../../../provider/base/values";
import { readProperties, secretNames, withMarks } from "../../../provider/plugin/properties";
import { messages, Status, Struct } from "../../../provider/plugin/rpc";

/** With Pulumi's own stubs, as the engine writes it. */
const writeProperties = (properties: Properties, secrets: readonly string[] = []) =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(withMarks(properties, new Set(secrets)))));

/** What the engine makes of an init failure. */
export interface InitFailed {
  id: string;
  properties: Properties;
  secrets: string[];
  reasons: string[];
}

export const urnOf = (kind: string, name = "one") =>
  `urn:pulumi:test::estate::cloudflare-sharing:index:${kind}::${name}`;

/** As the engine names it, by the plugin's version. */
const ownProvider = "default_1_2_3";
const providerUrn = (name: string) => `urn:pulumi:test::estate::pulumi:providers:cloudflare-sharing::${name}`;

/** Any method of the service, by its name on the wire. */
export type Call = <Response>(method: string, request: unknown) => Promise<Response>;

/** The engine's side of the protocol: what it asks a plugin, and what it reads from the answers. */
export class PluginClient {
  /**
   * @param secrets names of the properties that are marked in every request
   * @param name of the resource that is asked about
   */
  constructor(
    readonly call: Call,
    private readonly secrets: readonly string[] = [],
    private readonly name?: string,
  ) {}

  /** @param provider its name; the engine's own unless told */
  async configure(args: Properties, provider = ownProvider) {
    const request = new messages.ConfigureRequest();
    request.setUrn(providerUrn(provider));
    request.setArgs(writeProperties(args));
    return this.call<InstanceType<typeof messages.ConfigureResponse>>("configure", request);
  }

  async checkConfig(news: Properties, secrets: string[] = [], provider = ownProvider) {
    const request = new messages.CheckRequest();
    request.setUrn(providerUrn(provider));
    request.setNews(writeProperties(news, secrets));
    return checked(await this.call("checkConfig", request));
  }

  async diffConfig(olds: Properties, news: Properties) {
    const request = new messages.DiffRequest();
    request.setOldInputs(writeProperties(olds, ["apiToken"]));
    request.setNews(writeProperties(news));
    const response = await this.call<InstanceType<typeof messages.DiffResponse>>("diffConfig", request);
    return {
      changes: response.getChanges(),
      diffs: response.getDiffsList(),
      replaces: response.getReplacesList(),
    };
  }

  async check(kind: string, news: Properties, olds: Properties = {}, secrets: string[] = []) {
    const request = this.about(new messages.CheckRequest(), kind);
    request.setOlds(this.write(olds));
    request.setNews(this.write(news, secrets));
    return checked(await this.call("check", request));
  }

  async diff(kind: string, id: string, state: { inputs: Properties; outs: Properties }, news: Properties) {
    const request = this.about(new messages.DiffRequest(), kind);
    request.setId(id);
    request.setOlds(this.write(state.outs));
    request.setOldInputs(this.write(state.inputs));
    request.setNews(this.write(news));
    const response = await this.call<InstanceType<typeof messages.DiffResponse>>("diff", request);
    const detailed = new Map<string, string | undefined>();
    response.getDetaileddiffMap().forEach((diff, path) => {
      detailed.set(path, kindNames[diff.getKind()]);
    });
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      detailed: Object.fromEntries(detailed),
      ...(response.getDeletebeforereplace() ? { deleteBeforeReplace: true } : {}),
    };
  }

  async create(
    kind: string,
    inputs: Properties,
    options: { preview?: boolean; seconds?: number; secrets?: string[] } = {},
  ) {
    const request = this.about(new messages.CreateRequest(), kind);
    request.setProperties(this.write(inputs, options.secrets));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.seconds ?? 0);
    const response = await this.call<InstanceType<typeof messages.CreateResponse>>("create", request);
    const properties = response.getProperties();
    return { id: response.getId(), outs: readProperties(properties), secrets: secretNames(properties) };
  }

  async read(kind: string, id: string, properties: Properties = {}, secrets: string[] = []) {
    const request = this.about(new messages.ReadRequest(), kind);
    request.setId(id);
    request.setProperties(this.write(properties, secrets));
    const response = await this.call<InstanceType<typeof messages.ReadResponse>>("read", request);
    return {
      id: response.getId(),
      outs: readProperties(response.getProperties()),
      inputs: readProperties(response.getInputs()),
      secrets: secretNames(response.getProperties()),
    };
  }

  async update(
    kind: string,
    id: string,
    olds: Properties,
    news: Properties,
    options: { preview?: boolean; seconds?: number; ignoreChanges?: string[] } = {},
  ) {
    const request = this.about(new messages.UpdateRequest(), kind);
    request.setIgnorechangesList(options.ignoreChanges ?? []);
    request.setId(id);
    request.setOlds(this.write(olds));
    request.setNews(this.write(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.seconds ?? 0);
    const response = await this.call<InstanceType<typeof messages.UpdateResponse>>("update", request);
    return readProperties(response.getProperties());
  }

  async delete(kind: string, id: string, properties: Properties, seconds = 0): Promise<void> {
    const request = this.about(new messages.DeleteRequest(), kind);
    request.setId(id);
    request.setProperties(this.write(properties));
    request.setTimeout(seconds);
    await this.call("delete", request);
  }

  async invoke(token: string, args: Properties) {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(writeProperties(args));
    const response = await this.call<InstanceType<typeof messages.InvokeResponse>>("invoke", request);
    return readProperties(response.getReturn());
  }

  private write(properties: Properties, secrets: readonly string[] = []) {
    return writeProperties(properties, [...this.secrets, ...secrets]);
  }

  private about<R extends { setType(type: string): unknown; setUrn(urn: string): unknown }>(
    request: R,
    kind: string,
  ): R {
    request.setType(`cloudflare-sharing:index:${kind}`);
    request.setUrn(urnOf(kind, this.name));
    return request;
  }
}

const kindNames = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

function checked(response: InstanceType<typeof messages.CheckResponse>) {
  const failures = response
    .getFailuresList()
    .map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
  return {
    inputs: readProperties(response.getInputs()),
    failures,
    secrets: secretNames(response.getInputs()),
  };
}

/** What the engine reads from a failed create or update. */
export function initFailureIn(error: unknown): InitFailed | undefined {
  const [bytes] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (!bytes) return undefined;
  const [any] = Status.deserializeBinary(bytes as Buffer).getDetailsList();
  const detail = messages.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
  return {
    id: detail.getId(),
    properties: readProperties(detail.getProperties()),
    secrets: secretNames(detail.getProperties()),
    reasons: detail.getReasonsList(),
  };
}
