// Command-line options of `npm run chaos`.
import { parseArgs } from "node:util";
import type { Size } from "./world.ts";

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  readonly size: Size;
  /** Prints one JSON object as the last line. */
  readonly json: boolean;
}

export const usage = "npm run chaos -- [--kills 50] [--seed N] [--users 14] [--json]\n";

const wholeNumber = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : null);

/** Without `--seed` each run has a new one. @returns null for invalid arguments */
export function parseOptions(args: readonly string[], newSeed: () => number): ChaosOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        kills: { type: "string", default: "50" },
        seed: { type: "string", default: String(newSeed()) },
        users: { type: "string", default: "14" },
        json: { type: "boolean", default: false },
      },
    });
    const [kills, seed, users] = [wholeNumber(values.kills), wholeNumber(values.seed), wholeNumber(values.users)];
    if (kills === null || seed === null || users === null || users < 4) return null;
    return { kills, seed, json: values.json, size: { users, devicesPerUser: 2, groups: 4, away: 1 } };
  } catch {
    return null;
  }
}
