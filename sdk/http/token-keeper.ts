// Refreshes the access token: before it expires, one refresh at a time, each rotated token stored before it is used. Longer
// than 300 lines, because sign-in, refresh and sign-out change the same session in turns, and each must know what the others do.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult, Tokens, User } from "../../schema/protocol/http-auth.ts";
import { abortable } from "../client/abortable.ts";
import type { HttpClient } from "./http-client.ts";
import { closedError, KlatchError } from "../client/klatch-error.ts";
import { isNamedAlike } from "../client/people.ts";
import { isRefusal, isUnanswered, isUnauthenticated } from "./session-errors.ts";
import type { Runtime } from "../client/runtime.ts";
import { Turns } from "../client/turns.ts";
import { RefreshRepeats } from "./refresh-repeats.ts";
import { tellOfSignOut, type SignOutBy } from "./sign-out.ts";
import type { ServerClock } from "../connection/server-clock.ts";
import { isSameDevice, type Session, type SessionStore } from "../store/session-store.ts";

/** A token is refreshed this long before it expires, or after nine tenths of its life if that is later. */
const marginMs = 60_000;
const marginPart = 0.1;

export interface TokenKeeperParts {
  readonly http: HttpClient;
  readonly store: SessionStore;
  readonly clock: ServerClock;
  readonly runtime: Runtime;
  /** Other tabs use the same store: a session that is no longer in it was ended by one of them. */
  readonly isShared: () => boolean;
  readonly onSignedOut: (code: ReceivedErrorCode) => void;
  /** Called before the store is emptied of everything of this session's user. */
  readonly onEmptying: (session: Session) => Promise<void>;
  /** Another tab signed in or out: the store has the session of another device, or none. */
  readonly onReplaced: () => void;
  /** New tokens were saved. */
  readonly onKept: (session: Session) => void;
}

export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  #session: Session | null = null;
  #refreshAtMs = 0;
  /** A new refresh token that is not stored yet, because storing it is in progress or failed. */
  #unsaved: string | null = null;
  #renewal: Promise<string> | null = null;
  #refreshing: AbortController | null = null;
  readonly #turns = new Turns();
  readonly #repeats: RefreshRepeats;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
    // Callers are told by their own calls.
    const refresh = (): void => void this.renew(this.#session?.accessToken ?? "").catch(() => {});
    this.#repeats = new RefreshRepeats(parts.runtime, refresh);
  }

  get session(): Session | null {
    return this.#session;
  }

  /** The access token has to be replaced, or soon. */
  get isDue(): boolean {
    return this.#parts.runtime.now() >= this.#refreshAtMs;
  }

  /** Ends what would be repeated later. */
  close(): void {
    this.#repeats.close();
  }

  /** Loads the stored session of an earlier run or of another tab; null: there is none. */
  async restore(): Promise<Session | null> {
    this.#repeats.open();
    const stored = await this.#parts.store.load();
    this.#session = null;
    if (stored !== null) {
      this.#use(stored);
      if (stored.clockOffsetMs !== null) this.#parts.clock.restore(stored.clockOffsetMs);
    }
    return stored;
  }

  /** Takes the tokens that another tab of this device has got, and could not store for both. */
  async take(session: Session): Promise<void> {
    if (!isSameDevice(this.#session, session)) return;
    this.#use(session);
    await this.#parts.store.save(session);
  }

  /**
   * Stores the session of a successful register or login.
   * @param onOther called before the store becomes another user's
   */
  adopt(result: SessionResult, onOther: () => void): Promise<Session> {
    this.#repeats.open();
    return this.#exclusively(async () => {
      const session = this.#sessionOf({ user: result.user, deviceId: result.device.id }, result);
      const stored = await this.#parts.store.load();
      if (stored !== null && stored.user.id !== session.user.id) {
        await this.#parts.onEmptying(stored);
        onOther();
      }
      await this.#keep(session);
      return session;
    });
  }

  /**
   * Signs this device out; `tell` makes the call to the server. A refresh meanwhile, in any tab, waits and then finds nobody
   * signed in. So a closed socket or a 401 that the sign-out causes is not mistaken for a sign-out by the server.
   * @param onLeft called before the store is emptied
   * @returns the refresh token of a session of whose end the server has not heard; null: it has
   * @throws what `tell` throws other than a KlatchError
   */
  async leave(tell: (by: SignOutBy) => Promise<unknown>, onLeft: () => void): Promise<string | null> {
    this.#required();
    // Without an answer it would hold up the sign-out.
    this.#refreshing?.abort();
    return this.#exclusively(async () => {
      const before = this.#required();
      let isTold = true;
      try {
        await tellOfSignOut(tell, before, () => this.#freshToken(before));
      } catch (error) {
        if (!(error instanceof KlatchError)) throw error;
        isTold = isUnauthenticated(error);
      }
      const { refreshToken } = this.#session ?? before;
      await this.#left(before, onLeft);
      return isTold ? null : refreshToken;
    });
  }

  /**
   * Makes a call that signs this device out. As `leave`, but without an answer everything stays as it is.
   * @param onLeft called before the store is emptied
   * @throws what `call` throws
   */
  async leaveBy<Answer>(call: (accessToken: string) => Promise<Answer>, onLeft: () => void): Promise<Answer> {
    await this.accessToken();
    return this.#exclusively(async () => {
      const before = this.#required();
      const answer = await call(before.accessToken);
      await this.#left(before, onLeft);
      return answer;
    });
  }

  /**
   * An access token that does not expire soon.
   * @throws KlatchError `NOT_AUTHENTICATED` if nobody is signed in; otherwise like `renew`
   */
  async accessToken(signal?: AbortSignal): Promise<string> {
    const { accessToken } = this.#required();
    return this.isDue ? this.renew(accessToken, signal) : accessToken;
  }

  /**
   * A new access token in place of `rejected`, which the server refused. Concurrent callers share one refresh.
   * @throws KlatchError the server's refusal, after which the device is signed out; or a code such as `UNAVAILABLE`, after
   * which the caller may try again
   */
  async renew(rejected: string, signal?: AbortSignal): Promise<string> {
    const { accessToken } = this.#required();
    if (accessToken !== rejected) return accessToken;
    this.#renewal ??= this.#exclusively(() => this.#refresh()).finally(() => {
      this.#renewal = null;
    });
    return abortable(this.#renewal, signal);
  }

  /** Keeps what others see of the user, if it is news. @throws what the store throws */
  async rename(user: User): Promise<void> {
    const isNews = ({ user: known }: Session): boolean => known.id === user.id && !isNamedAlike(known, user);
    if (this.#session === null || !isNews(this.#session)) return;
    await this.#exclusively(async () => {
      const before = this.#session;
      if (before === null || before.user.id !== user.id) return;
      const stored = await this.#parts.store.load();
      if (!isSameDevice(stored, before)) return;
      // Another tab may have newer tokens, which it has stored.
      const newest = stored !== null && this.#isNewer(before, stored) ? stored : before;
      const session = { ...newest, user };
      this.#use(session);
      if (stored === null || isNews(stored)) await this.#parts.store.save(session);
    });
  }

  /** Ends the session after the server has ended it. */
  async signedOut(code: ReceivedErrorCode): Promise<void> {
    const before = this.#session;
    if (before !== null) await this.#exclusively(() => this.#ended(before, code));
  }

  /** Changes the session in one caller at a time: among all tabs if the store supports it, otherwise in this client. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const { store } = this.#parts;
    return store.exclusively?.(work) ?? this.#turns.run(work);
  }

  async #refresh(): Promise<string> {
    const before = this.#required();
    try {
      const accessToken = await this.#freshToken(before);
      this.#repeats.answered();
      return accessToken;
    } catch (error) {
      if (isRefusal(error)) await this.#ended(before, error.code);
      else if (isUnanswered(error)) this.#repeats.unanswered();
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
    // Another tab or process on the same storage may have refreshed already. A refresh token works only once.
    if (stored !== null && this.#isNewer(before, stored)) {
      this.#use(stored);
      return stored.accessToken;
    }
    const { refreshToken } = before;
    this.#repeats.check(refreshToken);
    let tokens: Tokens;
    const refreshing = new AbortController();
    this.#refreshing = refreshing;
    try {
      tokens = await http.call("POST /api/auth/refresh", { body: { refreshToken }, signal: refreshing.signal });
    } catch (error) {
      if (refreshing.signal.aborted) throw new KlatchError("UNAVAILABLE", "The device is being signed out.");
      if (!(error instanceof KlatchError) || error.code !== "REFRESH_SUPERSEDED") throw error;
      return this.#afterSuperseded(before, error);
    }
    // This device was signed out meanwhile, or somebody else signed in: the new tokens are of no use.
    if (!isSameDevice(this.#session, before)) return this.#required().accessToken;
    const session = this.#sessionOf(before, tokens);
    await this.#keep(session);
    return session.accessToken;
  }

  /**
   * Somebody uses the next refresh token already. If that is another tab, the store has it. Otherwise this one is shown
   * once more when the server no longer excuses that, which signs out a thief who was faster, and this device too.
   */
  async #afterSuperseded(before: Session, error: KlatchError): Promise<string> {
    const stored = await this.#parts.store.load();
    if (stored !== null && isSameDevice(stored, before) && this.#isNewer(before, stored)) {
      this.#use(stored);
      return stored.accessToken;
    }
    this.#repeats.superseded(before.refreshToken, error);
    throw error;
  }

  /** Handles the end of the session `before` by the user. */
  async #left(before: Session, onLeft: () => void): Promise<void> {
    await this.#parts.onEmptying(before);
    onLeft();
    await this.#forget(null);
  }

  /** Handles the end of the session `before` by the server. */
  async #ended(before: Session, code: ReceivedErrorCode): Promise<void> {
    if (!isSameDevice(this.#session, before)) return;
    if (await this.#forget(before)) this.#parts.onSignedOut(code);
    else this.#parts.onReplaced();
  }

  /**
   * Deletes the session.
   *
   * @param emptied the session to tell of before, if nobody has yet
   * @returns false if another tab has signed in meanwhile: the store keeps that session
   */
  async #forget(emptied: Session | null): Promise<boolean> {
    const { isShared, store } = this.#parts;
    const before = this.#session;
    this.#session = null;
    this.#repeats.answered();
    const stored = isShared() ? await store.load() : null;
    if (stored !== null && !isSameDevice(stored, before)) return false;
    if (emptied !== null) await this.#parts.onEmptying(emptied);
    await store.save(null);
    return true;
  }

  #isReplaced(before: Session, stored: Session | null): boolean {
    if (this.#parts.isShared()) return !isSameDevice(stored, before);
    return stored !== null && stored.user.id !== before.user.id;
  }

  #isNewer(before: Session, stored: Session): boolean {
    if (!this.#parts.isShared()) return stored.user.id === before.user.id && stored.expiresAtMs > before.expiresAtMs;
    // Compares no times, because the device's clock may have been set back.
    return stored.refreshToken !== before.refreshToken && before.refreshToken !== this.#unsaved;
  }

  async #keep(session: Session): Promise<void> {
    this.#use(session);
    this.#unsaved = session.refreshToken;
    await this.#parts.store.save(session);
    this.#unsaved = null;
    this.#parts.onKept(session);
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
    if (this.#session === null) throw closedError("NOT_AUTHENTICATED");
    return this.#session;
  }
}
