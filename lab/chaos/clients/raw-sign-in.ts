// The sign-in of a raw device, with a minimal client: refreshes its tokens, and signs in again where they have ended.
import * as v from "valibot";
import { tokensShape } from "../../../schema/protocol/http-auth.ts";
import type { DeviceId } from "../../../schema/protocol/ids.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import type { Fetch } from "../../../sdk/client/runtime.ts";
import { memorySessionStore, type Session } from "../../../sdk/store/session-store.ts";
import { claimsOf } from "../history/claims.ts";
import type { DeviceName } from "../history/record.ts";
import type { DeviceParts } from "./sdk-device.ts";

const patienceMs = 2_500;
/** A token that expires within this time is not used any more. */
const marginMs = 400;

type Tokens = Pick<Session, "accessToken" | "refreshToken">;

/** `later`: no answer, ask again. `endedBy`: the code with which the server says that the sign-in has ended. */
type Refreshed = "fresh" | "later" | { readonly endedBy: string };

export class RawSignIn {
  readonly #parts: DeviceParts;
  readonly #fetch: Fetch;
  #tokens: Tokens;
  #name: DeviceName;
  #signIns = 0;
  #isStopped = false;
  /** One at a time: nobody but this device has its tokens. */
  #working: Promise<boolean> | null = null;
  /** Called after each later sign-in, under another name. */
  onSignedIn: () => void = () => {};

  private constructor(parts: DeviceParts, fetch: Fetch, tokens: Tokens) {
    this.#parts = parts;
    this.#fetch = fetch;
    this.#tokens = tokens;
    this.#name = parts.name;
    parts.recorder.addDevice(parts.name, parts.account.userId);
  }

  /** @param fetch over the faulty network */
  static async begin(parts: DeviceParts, fetch: Fetch): Promise<RawSignIn> {
    return new RawSignIn(parts, fetch, await parts.account.signIn(parts.name, memorySessionStore()));
  }

  get name(): DeviceName {
    return this.#name;
  }

  get deviceId(): DeviceId {
    return claimsOf(this.#tokens.accessToken).deviceId;
  }

  get accessToken(): string {
    return this.#tokens.accessToken;
  }

  /** @returns whether the access token is good for a while. Never rejects. */
  freshen(): Promise<boolean> {
    return this.#alone(async () => {
      if (Date.now() <= claimsOf(this.accessToken).until - marginMs) return true;
      const refreshed = await this.#refresh();
      if (typeof refreshed === "string") return refreshed === "fresh";
      const { family } = claimsOf(this.accessToken);
      const { endedBy: code } = refreshed;
      const { recorder } = this.#parts;
      recorder.note({ kind: "signed-out", device: this.name, family, code, pending: [], givenBack: null });
      await this.#signInAgain();
      return false;
    });
  }

  /** Signs out by the refresh token alone, and in again. Never rejects. */
  async signOut(): Promise<void> {
    await this.#alone(async () => {
      const { account } = this.#parts;
      const isOut = await account.end("revoke", { deviceId: this.deviceId, spares: null }, () => this.#revoke());
      if (isOut) await this.#signInAgain();
      return false;
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  #alone(work: () => Promise<boolean>): Promise<boolean> {
    this.#working ??= work().finally(() => (this.#working = null));
    return this.#working;
  }

  async #signInAgain(): Promise<void> {
    const { account, recorder } = this.#parts;
    const name = `${this.#parts.name}.${++this.#signIns}`;
    const session = await account.signInAgain(name, memorySessionStore(), this.deviceId, () => this.#isStopped);
    if (session === null) return;
    this.#tokens = session;
    this.#name = name;
    recorder.addDevice(name, account.userId);
    this.onSignedIn();
  }

  async #refresh(): Promise<Refreshed> {
    try {
      const answer = await this.#post("/api/auth/refresh");
      const body: unknown = JSON.parse(await answer.text());
      if (answer.status === 200) {
        this.#tokens = v.parse(tokensShape, body);
        return "fresh";
      }
      return answer.status === 401 || answer.status === 403 ? { endedBy: v.parse(problemShape, body).code } : "later";
    } catch {
      return "later";
    }
  }

  /** @throws Error without an answer of success */
  async #revoke(): Promise<void> {
    const { status } = await this.#post("/api/auth/revoke");
    if (status !== 204) throw new Error(`revoke: ${status}`);
  }

  #post(path: string): ReturnType<Fetch> {
    return this.#fetch(`${this.#parts.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refreshToken: this.#tokens.refreshToken }),
      signal: AbortSignal.timeout(patienceMs),
    });
  }
}
