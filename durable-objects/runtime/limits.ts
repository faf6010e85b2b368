// The limits in force: the defaults, unless the deployment sets a variable of the same name.
import { defaultHistorySettings, type HistorySettings } from "../../schema/history/settings.ts";
import { defaultOperatorSettings, type OperatorSettings } from "../../schema/operators/settings.ts";
import { defaultLimits, type Limits } from "../../schema/protocol/limits.ts";
import { defaultSweepSettings, type SweepSettings } from "../../schema/versions/sweep-settings.ts";
import type { Env } from "./env.ts";

/** @throws Error when a variable is not a positive number: a deployment must not run with an unintended limit */
export const readLimits = (env: Env): Limits => readNumbers(env, defaultLimits);

/** @throws Error when a variable is not a positive number */
export const readHistorySettings = (env: Env): HistorySettings => readNumbers(env, defaultHistorySettings);

/** @throws Error when a variable is not a positive number */
export const readSweepSettings = (env: Env): SweepSettings => readNumbers(env, defaultSweepSettings);

/** @throws Error when a variable is not a positive number */
export const readOperatorSettings = (env: Env): OperatorSettings => readNumbers(env, defaultOperatorSettings);

function readNumbers<Name extends keyof Env>(
  env: Env,
  defaults: { readonly [K in Name]: number },
): { readonly [K in Name]: number } {
  const names = Object.keys(defaults) as Name[];
  return Object.fromEntries(
    names.map((name) => {
      const value = env[name] === undefined ? defaults[name] : Number(env[name]);
      if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} must be a positive number`);
      return [name, value];
    }),
  ) as { [K in Name]: number };
}
