import { localAccount, localOwner } from "../../../sdk/local";
import type { ShareArgs } from "../support/live";
import type { Declared, Got, Program } from "../support/program";
import { attachedKey, attachmentNames, type Policy, type ShareOptions, shareNames } from "./steps";

interface Attachment {
  host: number;
  version: number;
}

/** The program of a history, as its user edits it. */
export class EditedProgram {
  private readonly shares: (Declared | Got | undefined)[] = shareNames.map(() => undefined);
  private readonly attachments: (Attachment | undefined)[] = attachmentNames.map(() => undefined);
  /** By the names of resources: what the option `import` says, as an error has advised. */
  private readonly imports = new Map<string, string>();

  constructor(
    private readonly policy: Policy,
    private readonly foreignShare: string,
  ) {}

  share(place: number): Declared | Got | undefined {
    return this.shares[place];
  }

  editShare(place: number, content: ShareArgs | undefined, options: ShareOptions): void {
    const name = shareNames[place];
    if (!name || this.isHandedOver(place)) return;
    const { deleteBeforeReplace, replaceOnChanges } = options;
    const fitted = content && this.fitted(place, content);
    const args = { accountId: localOwner, exclusive: place === 0, onDuplicate: this.policy, ...fitted };
    const given = replaceOnChanges ? { ...args, replaceOnChanges } : args;
    this.shares[place] = fitted && { name, kind: "share", args: given, deleteBeforeReplace };
  }

  editAttachment(place: number, attachment: Attachment | undefined): void {
    this.attachments[place] = attachment;
  }

  isHandedOver(place: number): boolean {
    const share = this.shares[place];
    return share !== undefined && "get" in share;
  }

  handOver(place: number, id: string): void {
    const name = shareNames[place];
    if (name) this.shares[place] = { name, kind: "share", get: id, args: { accountId: localOwner } };
  }

  import(name: string, id: string | undefined): void {
    if (id === undefined) this.imports.delete(name);
    else this.imports.set(name, id);
  }

  forgetImports(): void {
    this.imports.clear();
  }

  /** As it is at the moment; the user asks for some replacements by a name in it. */
  get resources(): Program {
    const shares = this.shares.flatMap((one) => one ?? []);
    const attachments = this.attachments.flatMap((one, place) => (one ? [this.attached(place, one)] : []));
    return [...shares, ...attachments].map((one) => {
      const importId = this.imports.get(one.name);
      return importId && !("get" in one) ? { ...one, args: { ...one.args, import: importId } } : one;
    });
  }

  /** To a share that others attach to, for accounts; names of its own unless shares may be equal. */
  private fitted(place: number, content: ShareArgs): ShareArgs {
    const name = this.policy === "create" ? content.name : `${content.name} ${shareNames[place]}`;
    const toOrganization = content.recipients.every((one) => one.recipientAccountId === undefined);
    if (place === 0 || !toOrganization) return { ...content, name };
    const { excludedRecipients: _, ...rest } = content;
    return { ...rest, name, recipients: [{ recipientAccountId: localAccount(3) }] };
  }

  private attached(place: number, { host, version }: Attachment): Declared {
    const name = attachmentNames[place] ?? "";
    const share = this.shares[host];
    const at = share ? { on: share.name } : {};
    const args = { accountId: localOwner, ...(share ? {} : { shareId: this.foreignShare }) };
    const isRecipient = place < 2;
    if (isRecipient) {
      const timeouts = { create: `${10 + version}m` };
      const given = { ...args, recipientAccountId: attachedKey(place), timeouts };
      return { name, kind: "recipient", args: given, deleteBeforeReplace: true, ...at };
    }
    const resource = { resourceType: "gateway-policy", resourceId: attachedKey(place), meta: { version } };
    return {
      name,
      kind: "resource",
      args: { ...args, ...resource },
      deleteBeforeReplace: version > 0,
      ...at,
    };
  }
}
