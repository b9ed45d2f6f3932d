/**
 * The door: the one module that the provider text in users' states calls. From the first release on its names are
 * a contract, as an old state keeps its old text: add to them, never change them.
 */
import type { dynamic } from "@pulumi/pulumi";
import { AttachmentLifecycle } from "./attachment/lifecycle";
import { recipientKind } from "./attachment/recipient";
import { resourceKind } from "./attachment/resource";
import { isState } from "./base/foreignState";
import { engineAddress } from "./engineAddress";
import { HandOver } from "./handOver";
import { Lookups } from "./lookup/lookups";
import { ProviderProcess } from "./process";
import type { StackConfig } from "./settings";
import { ShareLifecycle } from "./share/lifecycle";

/** The engine gives its address to the process of the dynamic providers; a program's own process deletes nothing. */
const provider = new ProviderProcess({ engine: engineAddress(process.argv.slice(2)) });

type Lifecycle = Required<Omit<dynamic.ResourceProvider, "configure">>;
type Request = { config: StackConfig };

const explained = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => {
    throw provider.explain(error);
  });

/**
 * Takes the stack's config, and gives a provider text its methods; the engine calls it once per process and
 * text. It must not await anything: meanwhile the SDK would hand the text to other operations.
 */
function serve(lifecycle: Lifecycle): (shell: object, request: Request) => void {
  const handOver = new HandOver();
  const methods: Lifecycle = {
    check: (olds, news) => {
      provider.noteProgram();
      return lifecycle.check(olds, news);
    },
    diff: async (id, olds, news) => handOver.compared(id, olds, await lifecycle.diff(id, olds, news)),
    create: (inputs) => lifecycle.create(inputs),
    read: (id, properties) => {
      // What `get` names is no state yet: a program asks for it.
      if (!isState(properties)) provider.noteProgram();
      return explained(lifecycle.read(id, properties));
    },
    update: async (id, olds, news) =>
      handOver.isAll(id) ? { outs: { ...olds, ...news } } : lifecycle.update(id, olds, news),
    delete: (id, properties) => explained(lifecycle.delete(id, properties)),
  };
  return (shell, request) => {
    provider.configure(request.config);
    Object.assign(shell, methods);
  };
}

export const share = serve(new ShareLifecycle(provider));
export const shareRecipient = serve(new AttachmentLifecycle(provider, recipientKind));
export const shareResource = serve(new AttachmentLifecycle(provider, resourceKind));

/** What the functions of a program ask; in the program's own process, with settings of its own. */
export const lookups = new Lookups();
