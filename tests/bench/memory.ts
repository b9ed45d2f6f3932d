import { spawn } from "node:child_process";
import { join } from "node:path";
import { accounts, settingsOf, share, shares } from "../engine/declarations";
import type { ShareDeclaration, TestStack } from "../engine/stack";
import { measuredRun } from "./measuredRun";
import type { Cell, SectionResult, Target } from "./report";
import { type Class, type Door, doors, type Setting } from "./setting";

/** The provider's peak in a run that creates everything, and in a refresh after it. */
async function peaks(stack: TestStack): Promise<[number, number]> {
  const created = await measuredRun(stack, "up");
  const refreshed = await measuredRun(stack, "refresh");
  return [created.providerPeakMb, refreshed.providerPeakMb];
}

interface Peaks {
  door: Door;
  row: Cell[];
  /** The highest: of ours, and of a bare provider with the same outputs. */
  peak: number;
  floor: number;
}

async function compare(
  setting: Setting,
  what: string,
  declared: ShareDeclaration[],
  members: number,
): Promise<Peaks[]> {
  const found: Peaks[] = [];
  for (const door of doors) {
    setting.say(`memory: ${what}, ${door}`);
    const cloudflare = await setting.cloudflare({}, members);
    const peaksOf = async (of: Class) =>
      peaks(await setting.stack(cloudflare, { shares: declared }, door, of));
    const [bare, records, ours] = [await peaksOf("bare"), await peaksOf("records"), await peaksOf("share")];
    const row = [what, door, bare[0], records[0], ours[0], bare[1], records[1], ours[1]];
    found.push({ door, row, peak: Math.max(...ours), floor: Math.max(...records) });
  }
  return found;
}

interface Own {
  bare: number;
  loaded: number;
  worked: number;
}

/** What the provider's own code and data need, without Pulumi's SDK and what it makes of every message. */
async function ownPeak(setting: Setting, declared: ShareDeclaration, members: number): Promise<Own> {
  const { estate } = await setting.setUp();
  const cloudflare = await setting.cloudflare({}, members);
  const env = { ...process.env, ...settingsOf(cloudflare) };
  const child = spawn(process.execPath, [join(__dirname, "ownMemory.js")], {
    cwd: estate,
    env,
    stdio: ["pipe", "pipe", "inherit"],
    timeout: 120_000,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  child.stdin.end(JSON.stringify(declared.args));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`measuring the provider's own memory ended with ${code}`);
  // A provider may print a line of progress before.
  return JSON.parse(output.slice(output.lastIndexOf("{"))) as Own;
}

const processOf: Record<Door, string> = { dynamic: "provider process", plugin: "plugin's process" };

/** The dynamic provider's process is Pulumi's, and so is most of what it needs; the plugin goes without Pulumi's messages. */
function targetsOf(recipients: number, { door, peak, floor }: Peaks): Target[] {
  const all = {
    promise: `${recipients} recipients under 150 MB in the ${processOf[door]}`,
    found: `${peak.toFixed(0)} MB`,
    met: peak > 0 && peak < 150,
    decided: true,
  };
  const found = `${peak.toFixed(0)} MB to ${floor.toFixed(0)} MB`;
  const held =
    door === "plugin"
      ? { promise: "at most half of a bare plugin with the same outputs", met: peak <= floor / 2 }
      : {
          promise: "at most 50 MB more than a bare dynamic provider with the same outputs",
          met: peak <= floor + 50,
        };
  return [all, { ...held, found }];
}

export async function memory(setting: Setting): Promise<SectionResult> {
  const recipients = setting.quick ? 1_000 : 10_000;
  const size = setting.quick ? 20 : 200;
  const large = share({ recipients: accounts(1, recipients) });
  const found = [
    await compare(setting, "1 share, 3 recipients", [share()], 300),
    await compare(setting, `${size} shares, 3 recipients`, shares(size), 300),
    await compare(setting, `1 share, ${recipients} recipients`, [large], recipients + 10),
  ];
  const own = await ownPeak(setting, large, recipients + 10);
  return {
    tables: [
      {
        title: "Peak resident memory of the provider process, MB",
        columns: [
          "stack",
          "door",
          "create: bare",
          "with records",
          "ours",
          "refresh: bare",
          "with records",
          "ours",
        ],
        rows: found.flat().map(({ row }) => row),
        note: "VmHWM. Bare: resources with the same inputs whose provider does nothing; Node and Pulumi's SDK, or its stubs alone in a plugin, are most of it. With records: the same with a record for each recipient in the outputs, as shares have.",
      },
      {
        title: `The provider's door alone with ${recipients} recipients, MB`,
        columns: ["Node", "with the door", "after check, create and read"],
        rows: [[own.bare, own.loaded, own.worked]],
        note: "A process without Pulumi's SDK: what the package's own code and data need.",
      },
    ],
    targets: [
      {
        promise: `${recipients} recipients under 150 MB in the provider's own code and data`,
        found: `${own.worked.toFixed(0)} MB`,
        met: own.worked < 150,
      },
      ...(found.at(-1) ?? []).flatMap((peaks) => targetsOf(recipients, peaks)),
    ],
  };
}
