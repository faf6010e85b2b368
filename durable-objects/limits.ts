// The limits in force: the defaults, unless the deployment sets a variable of the same name.
import { defaultLimits, type Limits } from "../schema/protocol/limits.ts";
import type { Env } from "./env.ts";

/** @throws Error when a variable is set to anything but a positive number: a deployment must not run with a limit it did not mean. */
export function readLimits(env: Env): Limits {
  const names = Object.keys(defaultLimits) as (keyof Limits)[];
  return Object.fromEntries(
    names.map((name) => {
      const value = env[name] === undefined ? defaultLimits[name] : Number(env[name]);
      if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} must be a positive number`);
      return [name, value];
    }),
  ) as unknown as Limits;
}
