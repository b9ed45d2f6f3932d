import { type LocalCloudflare, localOwner } from "../../../sdk/local";
import type { EngineModel } from "../support/engineModel";
import type { EditedProgram } from "./program";
import { attachedKey, attachmentNames, type Policy, shareNames } from "./steps";

/** What a user does about a failed run: what its error says, and nothing else. */
export class User {
  /** What failed creates have left, by the names of the resources that will take it over. */
  private readonly leftovers = new Map<string, string>();

  constructor(
    private readonly policy: Policy,
    private readonly program: EditedProgram,
    private readonly cloudflare: LocalCloudflare,
    private readonly engine: EngineModel,
    private readonly foreignShare: string,
  ) {}

  /** A pipeline runs again before the program changes. */
  mayHaveLeftover(name: string): boolean {
    return this.leftovers.has(name) && this.engine.idOf(name) === undefined;
  }

  /** @param orphans live shares that nothing in the state knows */
  react(message: string, orphans: readonly string[]): void {
    const known = [...this.leftovers.values()];
    this.leftovers.clear();
    for (const id of orphans) this.dealWith(id, known.includes(id) ? id : message);
    for (const place of attachmentNames.keys()) this.dealWithRecords(place);
    this.followAdvice(message);
  }

  private dealWith(id: string, message: string): void {
    const { name } = this.cloudflare.dashboard.share(id);
    if (!message.includes(`creating share "${name}"`) && !message.includes(id))
      throw new Error(`a failed run left share ${id} ("${name}") without a word: ${message}`);
    const resource = shareNames.find((one) => name.endsWith(` ${one}`));
    const isTakenOver = resource && this.engine.idOf(resource) === undefined && !this.leftovers.has(resource);
    // Where the next run would not find it, or must not take it over, it is removed in the dashboard.
    if (this.policy === "create" || !isTakenOver) this.cloudflare.dashboard.deleteShare(id);
    else this.leftovers.set(resource, id);
  }

  /** Records that a failed create has left: in somebody else's share they are removed, else taken over. */
  private dealWithRecords(place: number): void {
    const name = attachmentNames[place] ?? "";
    const { dashboard } = this.cloudflare;
    for (const { id, recipients, resources } of dashboard.shares(localOwner)) {
      const records = [
        ...recipients.filter(
          (one) => isLive(one.association_status) && one.account_id === attachedKey(place),
        ),
        ...resources.filter((one) => one.status === "active" && one.resource_id === attachedKey(place)),
      ];
      const record = records.find((one) => !this.isManaged(one.id));
      if (!record) continue;
      if (id !== this.foreignShare) this.leftovers.set(name, record.id);
      else if (place < 2) dashboard.removeRecipient(id, attachedKey(place));
      else dashboard.removeResource(id, record.id);
    }
  }

  private isManaged(id: string): boolean {
    return this.engine.state.some((one) => one.id === id);
  }

  /** What a replacement that broke off has left, to be deleted, is not: an import keeps it. */
  private isDeclared(id: string): boolean {
    return this.engine.state.some((one) => one.id === id && !one.isReplaced);
  }

  private followAdvice(message: string): void {
    for (const part of message.split("\n\n")) {
      const [, importId = ""] = /the option import: "([^"]+)"/.exec(part) ?? [];
      const name = this.nameIn(part);
      const id = importId.split("/").at(-1) ?? "";
      if (part.startsWith("checking ") || part.includes("previously-imported")) this.giveUpImport(part);
      else if (importId && name && !this.isDeclared(id)) this.program.import(name, importId);
      else if (!importId && /import/.test(part)) this.program.forgetImports();
    }
  }

  /**
   * What was left is not whole, and can't be taken over as it is; nor where an import would be replaced at once, by
   * replaceOnChanges, which the engine refuses. It is removed in the dashboard.
   */
  private giveUpImport(message: string): void {
    this.program.forgetImports();
    const name = shareNames.find((one) => message.replace(/^checking /, "").startsWith(`${one}:`)) ?? "";
    const id = this.leftovers.get(name);
    if (id) this.cloudflare.dashboard.deleteShare(id);
  }

  /** The resource that a refusal to create is about. */
  private nameIn(message: string): string | undefined {
    const [, share = ""] = /^creating share "([^"]+)"/.exec(message) ?? [];
    const attachment = attachmentNames.find((_, place) =>
      message.includes(`${attachedKey(place)} is on share`),
    );
    return attachment ?? shareNames.find((one) => share.endsWith(` ${one}`));
  }
}

const isLive = (status: string) => !status.startsWith("disassociat");
