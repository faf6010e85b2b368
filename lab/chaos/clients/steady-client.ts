// A user's client for HTTP calls, which signs in again whenever the server has signed it out.
import { KlatchClient } from "../../../sdk/entry.ts";
import type { Fetch } from "../../../sdk/client/runtime.ts";
import { memorySessionStore } from "../../../sdk/store/session-store.ts";
import { claimsOf } from "../history/claims.ts";
import type { DeviceName } from "../history/record.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Account } from "./account.ts";

export interface SteadyParts {
  readonly name: DeviceName;
  readonly url: string;
  readonly account: Account;
  readonly recorder: Recorder;
  readonly fetch: Fetch;
}

/** @returns a client that is signed in, and stays so. Close it at the end. */
export async function steadyClient({ name, url, account, recorder, fetch }: SteadyParts): Promise<KlatchClient> {
  const store = memorySessionStore();
  const client = new KlatchClient({ url, store, runtime: { fetch } });
  let { deviceId, accessToken } = await account.signIn(name, store);
  client.on("signed-out", ({ code }) => {
    const { family } = claimsOf(accessToken);
    recorder.note({ kind: "signed-out", device: name, family, code, pending: [], givenBack: null });
    void signInAgain();
  });
  await client.restore();
  return client;

  async function signInAgain(): Promise<void> {
    const session = await account.signInAgain(name, store, deviceId, () => false);
    if (session === null) return;
    ({ deviceId, accessToken } = session);
    await client.restore();
  }
}
