import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type LocalCloudflare,
  type LocalCloudflareOptions,
  localOrganization,
  startLocalCloudflare,
} from "../../sdk/local";
import { settingsOf } from "../engine/declarations";
import { installPackedPackage } from "../engine/packedPackage";
import { type ProgramDeclaration, TestStack } from "../engine/stack";
import { ensureToolchain, type Toolchain } from "../toolchain";

/** No limit that a bench could meet. */
const unlimited = { requests: 1e9, windowMs: 300_000, lockoutMs: 300_000 };

/** Who serves a program's resources. */
export const doors = ["dynamic", "plugin"] as const;
export type Door = (typeof doors)[number];

/**
 * Of what a program is made: our shares; bare resources whose provider does nothing; the same with a record for each
 * recipient in the outputs, as shares have; or bare ones whose read asks the API what a share's read asks.
 */
export type Class = "share" | "bare" | "records" | "asking";

/** What the sections share: the toolchain, the installed package, and what is to be closed at the end. */
export class Setting {
  private made: Promise<{ estate: string; toolchain: Toolchain }> | undefined;
  private readonly running: LocalCloudflare[] = [];

  constructor(
    /** Fewer sizes and rounds, for a fast look. */
    readonly quick: boolean,
    readonly say: (line: string) => void,
  ) {}

  /** A toolchain and a folder with the packed package installed, as users get it. */
  setUp(): Promise<{ estate: string; toolchain: Toolchain }> {
    this.made ??= (async () => {
      const toolchain = await ensureToolchain();
      // TestStack finds it there.
      process.env.SHARING_TEST_TOOLCHAIN = toolchain.bin;
      return { estate: await installPackedPackage(), toolchain };
    })();
    return this.made;
  }

  /** @param members how many accounts the organization has */
  async cloudflare(options: LocalCloudflareOptions = {}, members = 300): Promise<LocalCloudflare> {
    const started = await startLocalCloudflare({
      transitionMs: 0,
      rateLimit: unlimited,
      organization: localOrganization(members),
      ...options,
    });
    this.running.push(started);
    return started;
  }

  /** A program that is the same but for the class of its resources and who serves them. */
  async stack(
    cloudflare: LocalCloudflare,
    program: ProgramDeclaration,
    door: Door = "dynamic",
    of: Class = "share",
  ): Promise<TestStack> {
    const { estate } = await this.setUp();
    const env = { ...settingsOf(cloudflare), BENCH_CLASS: of, BENCH_DOOR: door };
    const stack = await TestStack.open(program, env, { estate });
    await cp(join(__dirname, "program"), stack.folder, { recursive: true });
    return stack;
  }

  async close(): Promise<void> {
    await Promise.all(this.running.splice(0).map((cloudflare) => cloudflare.close()));
    const made = await this.made?.catch(() => undefined);
    if (made) await rm(made.estate, { recursive: true, force: true });
  }
}
