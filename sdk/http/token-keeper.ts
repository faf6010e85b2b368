// Keeps the access token fresh: ahead of its expiry, one refresh at a time, each rotated token stored before it is used.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult, Tokens } from "../../schema/protocol/http-auth.ts";
import { abortable } from "../client/abortable.ts";
import type { HttpClient } from "./http-client.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { Runtime } from "../client/runtime.ts";
import type { ServerClock } from "../connection/server-clock.ts";
import type { Session, SessionStore } from "../store/session-store.ts";

/** A token is refreshed this long before it expires, or at nine tenths of its life if that is later. */
const marginMs = 60_000;
const marginPart = 0.1;

export interface TokenKeeperParts {
  readonly http: HttpClient;
  readonly store: SessionStore;
  readonly clock: ServerClock;
  readonly runtime: Runtime;
  readonly onSignedOut: (code: ErrorCode) => void;
}

export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  #session: Session | null = null;
  #refreshAtMs = 0;
  #renewal: Promise<string> | null = null;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
  }

  get session(): Session | null {
    return this.#session;
  }

  /** The stored session of an earlier run or of another tab, if there is one. */
  async restore(): Promise<Session | null> {
    const stored = await this.#parts.store.load();
    this.#session = null;
    if (stored !== null) {
      this.#use(stored);
      if (stored.clockOffsetMs !== null) this.#parts.clock.restore(stored.clockOffsetMs);
    }
    return stored;
  }

  /** After register or login. */
  async adopt(result: SessionResult): Promise<Session> {
    const session = this.#sessionOf({ user: result.user, deviceId: result.device.id }, result);
    this.#use(session);
    await this.#parts.store.save(session);
    return session;
  }

  /**
   * An access token that is good for a while.
   * @throws KlatchError `NOT_AUTHENTICATED` when nobody is signed in, else as `renew`
   */
  async accessToken(signal?: AbortSignal): Promise<string> {
    const { accessToken } = this.#required();
    return this.#parts.runtime.now() < this.#refreshAtMs ? accessToken : this.renew(accessToken, signal);
  }

  /**
   * Another access token than the one the server did not take. All who ask meanwhile share one refresh.
   * @throws KlatchError the refusal, after which the device is signed out; `UNAVAILABLE` and the like: try again later
   */
  async renew(rejected: string, signal?: AbortSignal): Promise<string> {
    const { accessToken } = this.#required();
    if (accessToken !== rejected) return accessToken;
    const { store } = this.#parts;
    this.#renewal ??= (store.exclusively?.(() => this.#refresh()) ?? this.#refresh()).finally(() => {
      this.#renewal = null;
    });
    return abortable(this.#renewal, signal);
  }

  /** Forgets the session, because the server did. */
  async signedOut(code: ErrorCode): Promise<void> {
    if (this.#session === null) return;
    await this.forget();
    this.#parts.onSignedOut(code);
  }

  async forget(): Promise<void> {
    this.#session = null;
    await this.#parts.store.save(null);
  }

  async #refresh(): Promise<string> {
    const before = this.#required();
    // Another tab or process on the same storage may have been first: a refresh token works only once.
    const stored = await this.#parts.store.load();
    if (stored !== null && stored.user.id === before.user.id && stored.expiresAtMs > before.expiresAtMs) {
      this.#use(stored);
      return stored.accessToken;
    }
    // Another tab signed somebody else in: this one's session is over, the store is theirs.
    if (stored !== null && stored.user.id !== before.user.id) {
      this.#session = null;
      return this.#required().accessToken;
    }
    const tokens = await this.#exchange(before);
    // Someone else signed in meanwhile, or this device out: the tokens are nobody's.
    if (this.#session !== before) return this.#required().accessToken;
    const session = this.#sessionOf(before, tokens);
    this.#use(session);
    await this.#parts.store.save(session);
    return session.accessToken;
  }

  async #exchange(before: Session): Promise<Tokens> {
    try {
      const { refreshToken } = before;
      return await this.#parts.http.call<Tokens>({ method: "POST", path: "/api/auth/refresh", body: { refreshToken } });
    } catch (error) {
      const refused = error instanceof KlatchError && (error.status === 401 || error.status === 403);
      if (refused && this.#session === before) await this.signedOut(error.code);
      throw error;
    }
  }

  #sessionOf(who: Pick<Session, "user" | "deviceId">, { accessToken, refreshToken, expiresIn }: Tokens): Session {
    const expiresAtMs = this.#parts.runtime.now() + expiresIn * 1_000;
    const { user, deviceId } = who;
    return { user, deviceId, accessToken, refreshToken, expiresAtMs, clockOffsetMs: this.#parts.clock.offsetMs };
  }

  #use(session: Session): void {
    const lifeMs = Math.max(0, session.expiresAtMs - this.#parts.runtime.now());
    this.#refreshAtMs = session.expiresAtMs - Math.min(marginMs, lifeMs * marginPart);
    this.#session = session;
  }

  #required(): Session {
    if (this.#session === null) throw new KlatchError("NOT_AUTHENTICATED", "Nobody is signed in.");
    return this.#session;
  }
}
