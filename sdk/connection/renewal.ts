// Keeps the open socket authorised: renews it before its token expires while it is in use, or when the server asks.
import type { RenewFrame } from "../../schema/protocol/renew.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { renewFeature } from "../client/protocol-constants.ts";
import type { TokenKeeper } from "../http/token-keeper.ts";
import type { IncomingFrame } from "./socket.ts";

export interface RenewalHooks {
  send(text: string): void;
  /** The server gives nothing more and takes nothing more on this socket. */
  onSuspended(): void;
  /** The socket is as a new one after `welcome`. */
  onResumed(): void;
  /** The suspended socket could not be renewed. */
  onFailed(error: unknown): void;
}

/** If a suspended socket is not renewed for this long, another one is opened. */
const timeoutMs = 30_000;

export class Renewal {
  readonly #tokens: TokenKeeper;
  readonly #hooks: RenewalHooks;
  /** Changes with each socket. */
  #life = 0;
  #accessToken = "";
  #serverKnowsIt = false;
  #isRenewing = false;
  /** The `requestId` of the `renew` that is on the wire. */
  #asked: string | null = null;
  #count = 0;
  #isSuspended = false;
  #suspendedForMs = 0;
  #tickedAtMs = 0;
  /** An idle socket is not renewed before the server asks for it: that costs nothing. */
  #isInUse = false;

  constructor(tokens: TokenKeeper, hooks: RenewalHooks) {
    this.#tokens = tokens;
    this.#hooks = hooks;
  }

  /** A socket is being opened with this token. */
  begin(accessToken: string): void {
    this.end();
    this.#accessToken = accessToken;
  }

  end(): void {
    this.#life += 1;
    [this.#serverKnowsIt, this.#isRenewing, this.#isSuspended, this.#isInUse] = [false, false, false, false];
    this.#asked = null;
  }

  welcomed(features: readonly string[]): void {
    this.#serverKnowsIt = features.includes(renewFeature);
  }

  caughtUp(): void {
    this.#isInUse = false;
  }

  /** Handles the frames that are about the authorisation. @returns the others */
  take(frames: readonly IncomingFrame[]): IncomingFrame[] {
    const others = frames.filter((frame) => !this.#handles(frame));
    if (others.length > 0) this.#isInUse = true;
    return others;
  }

  /** Called every few seconds while the socket is open. */
  tick(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#tickedAtMs);
    this.#tickedAtMs = nowMs;
    if (this.#isSuspended) {
      this.#suspendedForMs += elapsedMs;
      if (this.#suspendedForMs > timeoutMs) this.#failed(new KlatchError("UNAVAILABLE", "The socket was not renewed."));
      return;
    }
    if (!this.#serverKnowsIt || !this.#isInUse || this.#isRenewing) return;
    const isNewer = this.#tokens.session?.accessToken !== this.#accessToken;
    if (isNewer || this.#tokens.isDue) void this.#renew(() => this.#tokens.accessToken());
  }

  #handles(frame: IncomingFrame): boolean {
    if (frame.type === "auth-required") this.#suspend();
    else if (this.#asked !== null && (frame as { requestId?: string }).requestId === this.#asked) this.#answered(frame);
    // What was under way is asked for, or sent, again. A probe asks whether what came before was read.
    else return this.#isSuspended && frame.type !== "probe";
    return true;
  }

  #suspend(): void {
    if (this.#isSuspended) return;
    this.#isSuspended = true;
    this.#suspendedForMs = 0;
    this.#hooks.onSuspended();
    if (!this.#isRenewing) void this.#renew(() => this.#tokens.renew(this.#accessToken));
  }

  async #renew(freshToken: () => Promise<string>): Promise<void> {
    const life = this.#life;
    this.#isRenewing = true;
    try {
      const accessToken = await freshToken();
      if (life !== this.#life) return;
      this.#accessToken = accessToken;
      const requestId = `renew-${++this.#count}`;
      this.#asked = requestId;
      this.#hooks.send(JSON.stringify({ type: "renew", accessToken, requestId } satisfies RenewFrame));
    } catch (error) {
      if (life === this.#life) this.#failed(error);
    }
  }

  #answered(frame: IncomingFrame): void {
    this.#asked = null;
    this.#isRenewing = false;
    if (frame.type === "error") return this.#failed(new KlatchError("TOKEN_EXPIRED", "The socket was not renewed."));
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    this.#hooks.onResumed();
  }

  /** While the socket is not suspended, nothing is lost: the server will ask for a renewal. */
  #failed(error: unknown): void {
    this.#isRenewing = false;
    this.#isInUse = false;
    if (this.#isSuspended) this.#hooks.onFailed(error);
  }
}
