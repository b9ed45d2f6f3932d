import type { ShareInputs } from "../../../../provider/model/inputs";
import type { Named } from "./resourceNames";

export interface DeclaredShare {
  id: string;
  inputs: ShareInputs;
}

/** A share that no program can declare. */
interface SkippedShare extends Named {
  reason: string;
}

/** The shares of an account that a program is written for. */
export interface Estate {
  accountId: string;
  accountName?: string | null;
  shares: DeclaredShare[];
  skipped: SkippedShare[];
}
