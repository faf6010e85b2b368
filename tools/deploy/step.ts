// A deployment is a list of steps. Each looks at what the account has before it does anything, so that a run which was
// interrupted anywhere goes on by running it again.
import { NoAnswer } from "./cloudflare-api.ts";

/** Nothing to do, or what will be done. */
export type Found = { readonly is: string } | { readonly will: string; readonly act: () => Promise<string> };

export interface Step {
  /** What it is about, such as `D1 klatch-directory`. */
  readonly name: string;
  /** Only reads. @throws Stop when a person has to do something first */
  readonly look: () => Promise<Found>;
}

export interface Planned {
  readonly step: Step;
  readonly found: Found;
}

/** Looks at everything before anything is done: what stops a deployment stops it before it has begun. */
export async function plan(steps: readonly Step[]): Promise<readonly Planned[]> {
  const planned: Planned[] = [];
  for (const step of steps) planned.push({ step, found: await step.look() });
  return planned;
}

const mostLooks = 3;

/**
 * Does what a step found to be done. Where no answer comes, it may have been done: the step looks again.
 *
 * @returns what is so now
 */
export async function carryOut({ step, found }: Planned): Promise<string> {
  for (let looks = 1; ; looks += 1) {
    if ("is" in found) return found.is;
    try {
      return await found.act();
    } catch (error) {
      if (!(error instanceof NoAnswer) || looks === mostLooks) throw error;
      found = await step.look();
    }
  }
}
