import type { ShareInputs } from "../../../../provider/model/model";
import type { Named } from "./resourceNames";

export interface DeclaredShare {
  id: string;
  inputs: ShareInputs;
}

/** A share that no program can declare as it is. */
interface SkippedShare extends Named {
  reason: string;
}

/** What a program is written from. */
export interface Estate {
  accountId: string;
  accountName?: string | null;
  shares: DeclaredShare[];
  skipped: SkippedShare[];
}
