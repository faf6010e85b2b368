// Command-line options of `npm run pushes`.
import { parseArgs } from "node:util";
import type { RunOptions } from "./run.ts";

export interface PushesOptions extends Omit<RunOptions, "stateDir" | "progress"> {
  /** Folder of all runs' state. */
  readonly dir: string;
  /** Prints one JSON object as the last line. */
  readonly json: boolean;
}

export const usage =
  "npm run pushes -- [--seed N] [--people 100] [--messages 10000] [--kills 10] [--seconds 240] [--within 120] [--devices 3] [--dir DIR] [--quick] [--json]\n";

/** Without `--seed` each run has a new one. @param defaultDir for `dir` @returns null for invalid arguments */
export function parseOptions(args: readonly string[], newSeed: () => number, defaultDir: string): PushesOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: "string", default: String(newSeed()) },
        people: { type: "string", default: "100" },
        messages: { type: "string", default: "10000" },
        kills: { type: "string", default: "10" },
        seconds: { type: "string", default: "240" },
        within: { type: "string", default: "120" },
        devices: { type: "string", default: "3" },
        dir: { type: "string", default: defaultDir },
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const { dir, json, quick: isQuick, ...texts } = values;
    if (Object.values(texts).some((text) => !/^\d{1,9}$/.test(text))) return null;
    const { seed, people, messages, kills, seconds, within, devices: devicesEach } = texts;
    const options = {
      seed: Number(seed),
      people: Number(people),
      messages: Number(messages),
      kills: Number(kills),
      seconds: Number(seconds),
      withinMinutes: Number(within),
      devicesEach: Number(devicesEach),
    };
    return options.people < 2 || options.devicesEach < 1 || options.messages < 1
      ? null
      : { ...options, dir, isQuick, json };
  } catch {
    return null;
  }
}
