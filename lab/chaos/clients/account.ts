// The account of a user in the storm: signs devices in, and changes the password, whatever becomes of the answers.
//
// Its calls go to the server directly: one that got no answer because the server was killed is not carried out later.
import { setTimeout as sleep } from "node:timers/promises";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import { KlatchClient } from "../../../sdk/entry.ts";
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import type { Session, SessionStore } from "../../../sdk/store/session-store.ts";
import { password as firstPassword } from "../../kit/people.ts";
import { claimsOf } from "../history/claims.ts";
import type { DeviceName } from "../history/record.ts";
import type { Recorder } from "../history/recorder.ts";

const againMs = 200;
/** A busy machine is slow, but it lets people in. */
const patienceMs = 300_000;

export interface AccountParts {
  readonly userId: UserId;
  readonly username: string;
  readonly serverUrl: string;
  readonly recorder: Recorder;
}

export class Account {
  readonly userId: UserId;
  readonly #parts: AccountParts;
  /** The likeliest first. */
  #possible: readonly string[] = [firstPassword];
  #changes = 0;
  /** A change of the password was not answered: the next sign-in may complete it [AUTH-37]. */
  #isUnsure = false;
  #isChanging = false;

  constructor(parts: AccountParts) {
    this.#parts = parts;
    this.userId = parts.userId;
  }

  /**
   * Signs a device in and puts the session into its store.
   * @param deviceId of an earlier sign-in, which this one ends
   * @throws KlatchError
   */
  async signIn(device: DeviceName, store: SessionStore, deviceId?: DeviceId): Promise<Session> {
    const { username, serverUrl: url, recorder } = this.#parts;
    const user = this.userId;
    let refusal: unknown;
    for (const password of this.#possible) {
      const asked = Date.now();
      const client = new KlatchClient({ url, store });
      try {
        const session = await client.login({
          username,
          password,
          device: deviceId === undefined ? {} : { id: deviceId },
        });
        const { family } = claimsOf(session.accessToken);
        if (this.#isUnsure) this.#ended("a newer password", { deviceId: null, spares: family, asked, done: false });
        recorder.note({ kind: "signed-in", device, user, deviceId: session.deviceId, family, asked });
        return session;
      } catch (error) {
        refusal = error;
        if (error instanceof KlatchError && error.code === "INVALID_CREDENTIALS") continue;
        if (this.#isUnsure) this.#ended("a newer password", { deviceId: null, spares: null, asked, done: false });
        else if (deviceId !== undefined) this.#ended("sign-in", { deviceId, spares: null, asked, done: false });
        throw error;
      } finally {
        client.close();
      }
    }
    throw refusal;
  }

  /**
   * Signs in again, as often as it takes: the server may be killed, or the password changed meanwhile.
   * @returns null after `isOver`. @throws the last refusal, if five minutes are not enough
   */
  async signInAgain(
    device: DeviceName,
    store: SessionStore,
    deviceId: DeviceId,
    isOver: () => boolean,
  ): Promise<Session | null> {
    const deadline = performance.now() + patienceMs;
    while (!isOver()) {
      try {
        return await this.signIn(device, store, deviceId);
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(againMs);
      }
    }
    return null;
  }

  /** Never rejects. @param caller is signed in to this account, and calls the server directly */
  async changePassword(caller: KlatchClient): Promise<void> {
    const { session } = caller;
    if (session === null || this.#isChanging) return;
    this.#isChanging = true;
    const spares = claimsOf(session.accessToken).family;
    const next = `${firstPassword} ${++this.#changes}`;
    const before = this.#possible;
    this.#possible = [next, ...before];
    const asked = Date.now();
    try {
      for (const current of before) {
        try {
          await caller.changePassword({ current, next });
          this.#possible = [next];
          this.#isUnsure = false;
          this.#ended("password", { deviceId: null, spares, asked, done: true });
          return;
        } catch (error) {
          if (!(error instanceof KlatchError)) throw error;
          if (error.code === "WRONG_PASSWORD") continue;
          if (error.status !== undefined && error.status < 500) {
            this.#possible = before;
            return;
          }
          this.#isUnsure = true;
          this.#ended("password", { deviceId: null, spares: null, asked, done: false });
          return;
        }
      }
    } finally {
      this.#isChanging = false;
    }
  }

  /** Carries a call out that ends sign-ins. Never rejects. */
  async end(
    how: string,
    who: { readonly deviceId: DeviceId | null; readonly spares: string | null },
    call: () => Promise<unknown>,
  ): Promise<boolean> {
    const asked = Date.now();
    try {
      await call();
      this.#ended(how, { ...who, asked, done: true });
      return true;
    } catch {
      // Refused, or not answered: then it may have been carried out.
      this.#ended(how, { ...who, asked, done: false });
      return false;
    }
  }

  #ended(
    how: string,
    ended: {
      readonly deviceId: DeviceId | null;
      readonly spares: string | null;
      readonly asked: number;
      readonly done: boolean;
    },
  ): void {
    this.#parts.recorder.note({ kind: "ended", user: this.userId, how, ...ended });
  }
}
