// The second act of `npm start -- --tour`: a recipient more, a hand that removes one, the drift, the repair.
import { type LocalCloudflare, localAccount } from "../sdk/local";

/** What the tour needs of the first act. */
export interface Stage {
  cloudflare: LocalCloudflare;
  share: { shareId: string; recipients: { accountId: string }[] };
  /** Runs the Pulumi command line on the stack. */
  pulumi(...args: string[]): Promise<void>;
  /** `pulumi up --refresh`. */
  up(): Promise<void>;
  say(line: string): void;
  /** Asked before each step; false leaves out the rest. */
  goesOn(): Promise<boolean>;
}

interface Step {
  /** One line: what is about to happen. */
  what: string;
  run(): Promise<void>;
}

/** @returns whether all of it was shown */
export async function tour(stage: Stage): Promise<boolean> {
  const steps = stepsOf(stage);
  for (const [index, { what, run }] of steps.entries()) {
    stage.say(`\n[${index + 1}/${steps.length}] ${what}`);
    if (!(await stage.goesOn())) return false;
    stage.cloudflare.clearRequests();
    await run();
    stage.say(`Pulumi sent: ${writesTo(stage.cloudflare)}`);
  }
  return true;
}

function stepsOf({ cloudflare, share, pulumi, up }: Stage): Step[] {
  const accounts = share.recipients.map(({ accountId }) => accountId);
  const added = newAccount(accounts);
  const [removed = added] = accounts;
  return [
    {
      what: `A recipient more: account ${added} goes into the stack's config, and an up adds it to the same share.`,
      run: async () => {
        await pulumi("config", "set", "--path", `recipientAccountIds[${accounts.length}]`, added);
        await up();
      },
    },
    {
      what: `A hand: somebody removes account ${removed} in the dashboard. Pulumi hears nothing of it.`,
      run: async () => cloudflare.dashboard.removeRecipient(share.shareId, removed),
    },
    {
      what: "The drift: a preview that looks at what is there shows the account that is missing, and changes nothing.",
      run: () => pulumi("preview", "--refresh", "--diff", "--suppress-outputs", "--suppress-progress"),
    },
    {
      what: "The repair: the next up gives that account the share back. The others keep it all the time.",
      run: up,
    },
  ];
}

function newAccount(accounts: readonly string[]): string {
  const next = accounts.map((_, index) => localAccount(index + 1)).find((one) => !accounts.includes(one));
  return next ?? localAccount(accounts.length + 1);
}

function writesTo({ requests }: LocalCloudflare): string {
  const writes = requests.filter(({ method }) => method !== "GET");
  return writes.map(({ method, path }) => `${method} ${path}`).join(", ") || "nothing that writes";
}
