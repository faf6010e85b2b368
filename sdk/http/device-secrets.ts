// The secrets by which the server knows this device again after a sign-out: of the accounts lately signed in here.
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { Credentials } from "../client/client-options.ts";
import type { DeviceSecret, SessionStore } from "../store/session-store.ts";
import type { CallOptions } from "./call-options.ts";
import type { HttpClient } from "./http-client.ts";

/** Those of other accounts are forgotten, the oldest first: then this device signs in like any new one. */
const mostKept = 5;

export class DeviceSecrets {
  readonly #store: SessionStore;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  async of(username: string): Promise<string | undefined> {
    const account = accountKeyOf(username);
    return (await this.#load()).find((kept) => kept.account === account)?.secret;
  }

  /** @param secret undefined: an older server gives none */
  async keep(username: string, secret: string | undefined): Promise<void> {
    if (secret === undefined || this.#store.saveSecrets === undefined) return;
    const account = accountKeyOf(username);
    const others = (await this.#load()).filter((kept) => kept.account !== account);
    await this.#store.saveSecrets([{ account, secret }, ...others].slice(0, mostKept));
  }

  async #load(): Promise<readonly DeviceSecret[]> {
    return (await this.#store.loadSecrets?.()) ?? [];
  }
}

/** Registers, or logs in and shows that this device is known. @throws KlatchError */
export async function callSignIn(
  way: "register" | "login",
  { signal, challengeToken, ...credentials }: Credentials & CallOptions,
  http: HttpClient,
  secrets: DeviceSecrets,
): Promise<SessionResult> {
  const deviceSecret = way === "login" ? await secrets.of(credentials.username) : undefined;
  const body = { ...credentials, ...(deviceSecret !== undefined && { deviceSecret }) };
  return http.call(`POST /api/auth/${way}`, { body, signal, ...(challengeToken !== undefined && { challengeToken }) });
}

/**
 * Tells accounts apart without keeping their names after a sign-out (FNV-1a). Two with the same key would only replace each
 * other's secret.
 */
function accountKeyOf(username: string): string {
  let hash = 0x811c9dc5;
  const text = username.toLowerCase();
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
