// Keeps the access token fresh: ahead of its expiry, one refresh at a time, each rotated token stored before it is used.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult, Tokens } from "../../schema/protocol/http-auth.ts";
import { abortable } from "../client/abortable.ts";
import type { HttpClient } from "./http-client.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { Runtime } from "../client/runtime.ts";
import { Turns } from "../client/turns.ts";
import type { ServerClock } from "../connection/server-clock.ts";
import { isSameDevice, type Session, type SessionStore } from "../store/session-store.ts";

/** A token is refreshed this long before it expires, or at nine tenths of its life if that is later. */
const marginMs = 60_000;
const marginPart = 0.1;

export interface TokenKeeperParts {
  readonly http: HttpClient;
  readonly store: SessionStore;
  readonly clock: ServerClock;
  readonly runtime: Runtime;
  /** Other tabs have the same store: a session that is not in it any more was ended by one of them. */
  readonly isShared: boolean;
  readonly onSignedOut: (code: ErrorCode) => void;
  /** Another tab signed out, or in: the store has nobody, or another device. */
  readonly onReplaced: () => void;
}

export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  #session: Session | null = null;
  #refreshAtMs = 0;
  /** The refresh token that the store does not have: it failed, or takes its time. */
  #unsaved: string | null = null;
  #renewal: Promise<string> | null = null;
  readonly #turns = new Turns();

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
  adopt(result: SessionResult): Promise<Session> {
    return this.#exclusively(async () => {
      const session = this.#sessionOf({ user: result.user, deviceId: result.device.id }, result);
      await this.#keep(session);
      return session;
    });
  }

  /**
   * Signs this device out by `tell`, which tells the server. Whoever wants a new token meanwhile, in any tab, waits, and finds
   * nobody signed in: the server's closing of the socket, or a 401, is not taken for the server's own will.
   * @param onLeft called before the store is emptied
   * @throws what `tell` throws, unless the server takes none of the tokens: then the device is signed out already
   */
  async leave(tell: (accessToken: string) => Promise<unknown>, onLeft: () => void): Promise<void> {
    this.#required();
    await this.#exclusively(async () => {
      try {
        await this.#tellWithGoodToken(tell);
      } catch (error) {
        if (!isUnauthenticated(error)) throw error;
      }
      onLeft();
      await this.#forget();
    });
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
    this.#renewal ??= this.#exclusively(() => this.#refresh()).finally(() => {
      this.#renewal = null;
    });
    return abortable(this.#renewal, signal);
  }

  /** Forgets the session, because the server did. */
  async signedOut(code: ErrorCode): Promise<void> {
    const before = this.#session;
    if (before !== null) await this.#exclusively(() => this.#ended(before, code));
  }

  /** One change of who is signed in at a time: among all tabs if the store can do that, else in this client. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const { store } = this.#parts;
    return store.exclusively?.(work) ?? this.#turns.run(work);
  }

  async #refresh(): Promise<string> {
    const before = this.#required();
    try {
      return await this.#freshToken(before);
    } catch (error) {
      if (isRefusal(error)) await this.#ended(before, error.code);
      throw error;
    }
  }

  async #freshToken(before: Session): Promise<string> {
    const { http, store } = this.#parts;
    const stored = await store.load();
    if (this.#isReplaced(before, stored)) {
      this.#session = null;
      this.#parts.onReplaced();
      return this.#required().accessToken;
    }
    // Another tab or process on the same storage may have been first: a refresh token works only once.
    if (stored !== null && this.#isNewer(before, stored)) {
      this.#use(stored);
      return stored.accessToken;
    }
    const { refreshToken } = before;
    const tokens = await http.call("POST /api/auth/refresh", { body: { refreshToken } });
    // Someone else signed in meanwhile, or this device out: the tokens are nobody's.
    if (!isSameDevice(this.#session, before)) return this.#required().accessToken;
    const session = this.#sessionOf(before, tokens);
    await this.#keep(session);
    return session.accessToken;
  }

  async #tellWithGoodToken(tell: (accessToken: string) => Promise<unknown>): Promise<void> {
    const before = this.#required();
    try {
      await tell(before.accessToken);
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
      await tell(await this.#freshToken(before));
    }
  }

  /** The server has ended this session. */
  async #ended(before: Session, code: ErrorCode): Promise<void> {
    if (!isSameDevice(this.#session, before)) return;
    if (await this.#forget()) this.#parts.onSignedOut(code);
    else this.#parts.onReplaced();
  }

  /** False: another tab has signed in meanwhile, and what the store has is theirs. */
  async #forget(): Promise<boolean> {
    const { isShared, store } = this.#parts;
    const before = this.#session;
    this.#session = null;
    const stored = isShared ? await store.load() : null;
    if (stored !== null && !isSameDevice(stored, before)) return false;
    await store.save(null);
    return true;
  }

  #isReplaced(before: Session, stored: Session | null): boolean {
    if (this.#parts.isShared) return !isSameDevice(stored, before);
    return stored !== null && stored.user.id !== before.user.id;
  }

  #isNewer(before: Session, stored: Session): boolean {
    if (!this.#parts.isShared) return stored.user.id === before.user.id && stored.expiresAtMs > before.expiresAtMs;
    // By no clock: the device's may have gone back.
    return stored.refreshToken !== before.refreshToken && before.refreshToken !== this.#unsaved;
  }

  async #keep(session: Session): Promise<void> {
    this.#use(session);
    this.#unsaved = session.refreshToken;
    await this.#parts.store.save(session);
    this.#unsaved = null;
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

const isRefusal = (error: unknown): error is KlatchError =>
  error instanceof KlatchError && (error.status === 401 || error.status === 403);

const isUnauthenticated = (error: unknown): boolean =>
  error instanceof KlatchError && (error.status === 401 || error.code === "NOT_AUTHENTICATED");
