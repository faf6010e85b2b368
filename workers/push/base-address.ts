// Where the services of apps are: at their owners, or where the operator's variable says.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import type { PushService } from "./push-channel.ts";

/** @returns null if it may not be called, or is none */
export const addressAt = (base: string, path: string, env: Env): URL | null =>
  outsideAddress(`${base.replace(/\/$/, "")}${path}`, env);

/** Never a user's. */
export const serviceAtBase = (base: string): PushService => ({
  host: URL.canParse(base) ? new URL(base).host : base,
  isKnown: true,
});
