import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ProviderError } from "../base/providerError";
import type { Properties } from "../base/values";
import { currentCall } from "./currentCall";
import type { Instance, Managed } from "./instance";
import { checkFailures, diffResponse, kindOf } from "./messages";
import { previewOutputs } from "./preview";
import { isHandedOver, readProperties, withBareShareId, withoutOptions, writeProperties } from "./properties";
import { Empty, messages } from "./rpc";
import { computedOutputs } from "./schema";

/** The resource's own properties: a state that the dynamic provider wrote has options among them. */
const own = (struct: Struct | undefined) => withoutOptions(readProperties(struct));

/** The new properties, and the one option that the core needs: what it names, an update leaves as it is live. */
function wanted(request: DiffRequest | UpdateRequest): Properties {
  const ignoreChanges = request.getIgnorechangesList();
  return { ...own(request.getNews()), ...(ignoreChanges.length > 0 ? { ignoreChanges } : {}) };
}

const answered = (properties: Properties) =>
  writeProperties(withoutOptions(properties), currentCall()?.secrets);

/**
 * What the engine replaces by an option that it does not tell. It has the new inputs checked once more after diff, this
 * time without the old ones, as there will be none.
 */
class Replacements {
  private readonly compared = new Map<string, { id: string; olds: Properties }>();

  constructor(private readonly instance: Instance) {}

  noteComparison(urn: string, id: string, olds: Properties): void {
    this.compared.set(urn, { id, olds });
  }

  noteCheckAnew(urn: string): void {
    const replaced = this.compared.get(urn);
    if (replaced) this.instance.provider.ownership.giveUp(replaced.id, replaced.olds);
  }
}

/** What the engine asks about one resource. */
export function resourceMethods(instance: Instance) {
  const managed = (request: { getType(): string }): Managed => {
    const found = instance.resources.get(kindOf(request.getType()));
    if (!found) throw new ProviderError(`this provider has no resource of type ${request.getType()}`);
    return found;
  };
  const replacements = new Replacements(instance);

  return {
    async check(request: CheckRequest) {
      const given = readProperties(request.getNews());
      const options = Object.keys(given).filter(isHandedOver);
      const { lifecycle } = managed(request);
      const olds = own(request.getOlds());
      if (Object.keys(olds).length === 0) replacements.noteCheckAnew(request.getUrn());
      const { inputs, failures } = await lifecycle.check(olds, withBareShareId(withoutOptions(given)));
      const misplaced = options.map((property) => ({
        property,
        reason: "is an option of the resource, and no property",
      }));
      const response = new messages.CheckResponse();
      response.setInputs(answered(inputs));
      response.setFailuresList(checkFailures([...misplaced, ...failures]));
      return response;
    },

    async diff(request: DiffRequest) {
      const { lifecycle, detailedDiff } = managed(request);
      const olds = own(request.getOlds());
      const news = wanted(request);
      const result = await lifecycle.diff(request.getId(), olds, news);
      replacements.noteComparison(request.getUrn(), request.getId(), olds);
      const compared = { olds, oldInputs: own(request.getOldInputs()), news };
      return diffResponse(result, result.changes ? detailedDiff(compared) : new Map());
    },

    async create(request: CreateRequest) {
      const { lifecycle } = managed(request);
      const inputs = own(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(answered(previewOutputs(computedOutputs(kindOf(request.getType())), inputs)));
        return response;
      }
      const { id, outs } = await lifecycle.create(inputs);
      response.setId(id);
      response.setProperties(answered(outs));
      return response;
    },

    async read(request: ReadRequest) {
      const { lifecycle } = managed(request);
      const {
        id = "",
        props = {},
        inputs = {},
      } = await lifecycle.read(request.getId(), own(request.getProperties()));
      const response = new messages.ReadResponse();
      response.setId(id);
      if (id === "") return response;
      response.setProperties(answered(props));
      response.setInputs(answered(inputs));
      return response;
    },

    async update(request: UpdateRequest) {
      const { lifecycle } = managed(request);
      const olds = own(request.getOlds());
      const news = wanted(request);
      const response = new messages.UpdateResponse();
      const outs = request.getPreview()
        ? previewOutputs(computedOutputs(kindOf(request.getType())), news, olds)
        : (await lifecycle.update(request.getId(), olds, news)).outs;
      response.setProperties(answered(outs));
      return response;
    },

    async delete(request: DeleteRequest) {
      await managed(request).lifecycle.delete(request.getId(), own(request.getProperties()));
      return new Empty();
    },
  };
}
