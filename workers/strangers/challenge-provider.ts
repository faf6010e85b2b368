// What can tell a person from a program: an interface, so that another provider than Turnstile can be plugged in.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { turnstile } from "./turnstile.ts";

export interface ChallengeProvider {
  /** Names the widget that a client must show. */
  readonly kind: string;
  readonly siteKey: string;
  /** The script of its widget. */
  readonly scriptUrl: string;
  /**
   * Asks whether a token is a challenge that was met, and uses it up.
   *
   * @returns `unavailable` if nobody could say
   */
  verify(token: string, from: TokenOrigin): Promise<"met" | "failed" | "unavailable">;
}

export interface TokenOrigin {
  /** The client's address, if it is known; providers compare it with the one that met the challenge. */
  readonly address: string | null;
  /** Whether pages of this host may meet challenges for this server. */
  readonly allowsHost: (host: string) => boolean;
}

type Settings = Pick<Env, "TURNSTILE_SITE_KEY" | "TURNSTILE_SECRET" | "TURNSTILE_URL">;

/** @returns null if the deployment has none */
export function challengeProvider(env: Settings): ChallengeProvider | null {
  const { TURNSTILE_SITE_KEY: siteKey = "", TURNSTILE_SECRET: secret = "", TURNSTILE_URL: url } = env;
  return siteKey === "" || secret === "" ? null : turnstile({ siteKey, secret, ...(url === undefined ? {} : { url }) });
}
