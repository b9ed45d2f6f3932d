import type { RecipientRecord } from "./state";

/** A share's recipients in order of arrival, with an index by id and one by account. */
export class RecipientBook {
  private readonly byId = new Map<string, RecipientRecord>();
  private readonly byAccount = new Map<string, RecipientRecord>();

  constructor(records: RecipientRecord[] = []) {
    for (const record of records) this.add(record);
  }

  add(record: RecipientRecord): void {
    this.byId.set(record.id, record);
    this.byAccount.set(record.accountId, record);
  }

  all(): RecipientRecord[] {
    return [...this.byId.values()];
  }

  each(): IterableIterator<RecipientRecord> {
    return this.byId.values();
  }

  find(id: string): RecipientRecord | undefined {
    return this.byId.get(id);
  }

  /** An account can have several records (`reAdd: "new-record"`), but only the newest can be live. */
  newestOf(accountId: string): RecipientRecord | undefined {
    return this.byAccount.get(accountId);
  }

  toJSON(): RecipientRecord[] {
    return this.all();
  }
}
