// The session of a device: signs in and out, and follows other tabs. All that is of the signed-in user is a `SignedInUser`.
// One class, because each of these steps changes the same fields in one order, which nothing else may see half done.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { AccountLeaving } from "../../schema/protocol/http-me.ts";
import type { RegistrationMode } from "../../schema/protocol/http-registration.ts";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import { abortable } from "./abortable.ts";
import { AuthorizedHttp } from "../http/authorized-http.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { AccountDeletion, Credentials, KlatchClientOptions, PasswordChange } from "./client-options.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import { callSignIn, DeviceSecrets } from "../http/device-secrets.ts";
import { Emitter } from "./emitter.ts";
import { GivenBack } from "../outbox/unsent-message.ts";
import type { KlatchEvents } from "./events.ts";
import { HttpClient } from "../http/http-client.ts";
import { closedError, noWebSocketError, storeError, type KlatchError } from "./klatch-error.ts";
import type { KlatchStore } from "../store/klatch-store.ts";
import { hasWebSocket, runtimeWith, type Runtime } from "./runtime.ts";
import { UuidV7Source } from "./uuid-v7.ts";
import { ServerCalls } from "../http/server-calls.ts";
import { ServerClock } from "../connection/server-clock.ts";
import { isOf, isSameDevice, type Session } from "../store/session-store.ts";
import { sharingOf, type SessionNews, type TabSharing } from "../tabs/tabs.ts";
import { callEndSession, callLogout, type SignedOut } from "../http/sign-out.ts";
import { TokenKeeper } from "../http/token-keeper.ts";
import { Turns } from "./turns.ts";
import { untilCaughtUp } from "./until-caught-up.ts";
import { SignedInUser, type UserParts } from "./signed-in-user.ts";
import { wholeStore } from "../store/whole-store.ts";

export class DeviceSession {
  /** The server's address, without a slash at its end. */
  readonly baseUrl: string;
  readonly emitter = new Emitter<KlatchEvents>();
  readonly #runtime: Runtime;
  readonly #keys: UuidV7Source;
  readonly #clock: ServerClock;
  /** For calls that need no sign-in. */
  readonly http: HttpClient;
  readonly #store: KlatchStore;
  /** The app gave a store for everything. */
  readonly #hasStore: boolean;
  readonly #tabs: TabSharing | null;
  readonly #tokens: TokenKeeper;
  readonly #secrets: DeviceSecrets;
  /** Of the session that has begun. `session` may already be a newer one. */
  #user: SignedInUser | null = null;
  #offWake: () => void = () => {};
  #offTabs: (() => void) | null = null;
  /** `close` was called: work in progress must not connect any more. */
  #isClosed = false;
  /** Signing in, signing out, restoring and following other tabs run one after the other. */
  readonly #turns = new Turns();
  readonly #givenBack: GivenBack;
  readonly #userParts: UserParts;
  readonly #storeFailed = (cause: unknown): void => this.emitter.emit("error", storeError(cause));

  constructor(options: KlatchClientOptions) {
    const baseUrl = options.url.replace(/\/+$/, "");
    this.baseUrl = baseUrl;
    this.#runtime = runtimeWith(options.runtime ?? {});
    this.#clock = new ServerClock(this.#runtime.now);
    this.#keys = new UuidV7Source(this.#runtime.random);
    this.http = new HttpClient(baseUrl, this.#runtime, this.#clock);
    ({ store: this.#store, isDurable: this.#hasStore } = wholeStore(options.store));
    this.#givenBack = new GivenBack(this.#store, this.emitter);
    this.#tabs = sharingOf(options.tabs);
    this.#secrets = new DeviceSecrets(this.#store);
    this.#tokens = new TokenKeeper({
      http: this.http,
      store: this.#store,
      clock: this.#clock,
      runtime: this.#runtime,
      isShared: () => this.#tabs !== null && this.#isDurable,
      onSignedOut: (code) => this.#onSignedOut(code),
      onEmptying: ({ user }) => this.#givenBack.giveBack(user.id, this.#user?.id === user.id ? this.#user.live : null),
      onReplaced: () => this.#onReplaced(),
      // The store is not the other tabs' any more, which may be the same device.
      onKept: (kept) => this.#hasStore && !this.#isDurable && this.#tabs?.tellSession({ endedBy: null, kept }),
    });
    this.#userParts = {
      options,
      baseUrl,
      runtime: this.#runtime,
      clock: this.#clock,
      http: this.http,
      tokens: this.#tokens,
      store: this.#store,
      isDurable: this.#hasStore,
      tabs: () => (this.#isDurable ? this.#tabs : null),
      emitter: this.emitter,
      onStoreFailed: this.#storeFailed,
    };
    this.#open();
  }

  /** The session of this device; null: nobody is signed in. */
  get session(): Session | null {
    return this.#tokens.session;
  }

  /** Null: nobody is signed in. */
  get userOrNone(): SignedInUser | null {
    return this.#user;
  }

  /** @throws KlatchError `NOT_AUTHENTICATED` */
  get user(): SignedInUser {
    if (this.#user === null) throw closedError("NOT_AUTHENTICATED");
    return this.#user;
  }

  /** Calls of the signed-in user, which reject with `NOT_AUTHENTICATED` where there is none, or as soon as another one signs in. */
  get api(): AuthorizedHttp {
    return this.#user?.api ?? new AuthorizedHttp(this.http, this.#tokens, () => false);
  }

  get calls(): ServerCalls {
    return this.#user?.calls ?? new ServerCalls(this.api, () => {});
  }

  /** The store outlives this page and is that of the other tabs, as far as it knows by now. */
  get #isDurable(): boolean {
    return this.#hasStore && this.#store.isDurable?.() !== false;
  }

  /** The server's time as this device estimates it, in ms since 1970. */
  now(): number {
    return this.#clock.now();
  }

  /** An Idempotency-Key that no other call has. */
  newKey(): string {
    return this.#keys.next(this.#runtime.now());
  }

  /** The id of a message that is sent over HTTP, by the server's clock. */
  newMessageId(): ClientMsgId {
    return this.#keys.next(this.#clock.now());
  }

  async signIn(way: "register" | "login", credentials: Credentials & CallOptions): Promise<Session> {
    // Before the call, so that a client that is closed during it stays closed.
    this.#open();
    const result = await callSignIn(way, credentials, this.http, this.#secrets);
    return this.#turns.run(async () => {
      const session = await this.#tokens.adopt(result, () => this.#end());
      await this.#secrets.keep(session.user.username, result.deviceSecret);
      await this.#begin(session);
      this.#user?.people.learn([session.user]);
      this.#tabs?.tellSession({ endedBy: null });
      return session;
    });
  }

  async registration({ signal }: CallOptions): Promise<RegistrationMode> {
    return (await this.http.call("GET /api/auth/registration", { signal })).mode;
  }

  async changePassword({ signal, ...body }: PasswordChange & CallOptions): Promise<void> {
    const { session } = this;
    if (session === null) throw closedError("NOT_AUTHENTICATED");
    const { deviceSecret } = await this.calls.changePassword(body, { signal });
    await this.#secrets.keep(session.user.username, deviceSecret);
  }

  restore(): Promise<Session | null> {
    // First, so that sign-ins of other tabs during the restore are followed after it.
    this.#open();
    return this.#turns.run(async () => {
      const session = await this.#tokens.restore();
      if (session !== null) await this.#begin(session);
      return session;
    });
  }

  async start(credentials: (Credentials & CallOptions) | undefined): Promise<Session | null> {
    const restored = await this.restore();
    const isSignedIn = credentials === undefined || isOf(restored, credentials.username);
    const session = isSignedIn ? restored : await this.signIn("login", credentials);
    if (session === null || this.#isClosed) return session;
    if (!hasWebSocket(this.#runtime)) throw noWebSocketError();
    void this.connect({});
    return session;
  }

  logout({ signal }: CallOptions): Promise<SignedOut> {
    const left = this.#leaving(async () => ({
      untold: await this.#tokens.leave(
        (by) => callLogout(this.http, by, { signal }),
        () => this.#end(),
      ),
    }));
    return abortable(left, signal);
  }

  deleteAccount({ signal, ...body }: AccountDeletion & CallOptions): Promise<AccountLeaving> {
    return this.#leaving(() =>
      this.#tokens.leaveBy(
        (accessToken) => this.http.call("DELETE /api/me", { body, accessToken, signal }),
        () => this.#end(),
      ),
    );
  }

  /** Signs this device out by `leave`, and tells the other tabs. */
  #leaving<Answer>(leave: () => Promise<Answer>): Promise<Answer> {
    return this.#turns.run(async () => {
      const left = this.session?.deviceId;
      const answer = await leave();
      this.#tabs?.tellSession({ endedBy: null, ...(left !== undefined && { left }) });
      return answer;
    });
  }

  endSession(refreshToken: string, options: CallOptions): Promise<void> {
    return callEndSession(this.http, refreshToken, options);
  }

  async refresh({ signal }: CallOptions): Promise<void> {
    await this.#tokens.renew(this.session?.accessToken ?? "", signal);
  }

  connect({ signal }: CallOptions): Promise<void> {
    const { live } = this.user;
    if (!hasWebSocket(this.#runtime)) return Promise.reject(noWebSocketError());
    const caughtUp = untilCaughtUp(live.status, this.emitter);
    this.#offWake();
    this.#offWake = this.#runtime.onWake(() => {
      // Timers may have stood still.
      this.#user?.burns.resume();
      this.#user?.live.probe();
    });
    this.#user?.burns.resume();
    live.connect();
    const waited = abortable(caughtUp, signal);
    waited.catch(() => {});
    return waited;
  }

  close(): void {
    this.#isClosed = true;
    this.#offTabs?.();
    this.#offTabs = null;
    this.#tokens.close();
    this.#disconnect();
  }

  /** The server has signed the device out. */
  #onSignedOut(code: ReceivedErrorCode): void {
    const left = this.#user?.session.deviceId;
    this.#end({ state: "stopped", code }, closedError(code));
    this.#tabs?.tellSession({ endedBy: code, ...(left !== undefined && { left }) });
    this.emitter.emit("signed-out", { code, unsent: this.#givenBack.last });
  }

  /** The store has another session: another tab changed it, and its message is on the way or was lost in a crash. */
  #onReplaced(): void {
    if (this.#tabs !== null) this.#follow({ endedBy: null });
  }

  /** Listens to other tabs. An open channel is kept: messages on their way to it would be lost with it. */
  #open(): void {
    this.#isClosed = false;
    this.#offTabs ??= this.#tabs?.onSession((news) => this.#follow(news)) ?? null;
  }

  #follow(news: SessionNews): void {
    this.#turns.run(() => this.#followTabs(news)).catch(this.#storeFailed);
  }

  /** Another tab has signed in or out: takes over the session that the store has now. */
  async #followTabs({ endedBy, left, kept }: SessionNews): Promise<void> {
    if (this.#isClosed) return;
    if (kept !== undefined) return this.#tokens.take(kept);
    // The other tab has emptied its store, which is not this one any more.
    if (!this.#isDurable && left !== undefined && left === this.session?.deviceId) await this.#store.save(null);
    const session = await this.#tokens.restore();
    const user = this.#user;
    if (isSameDevice(user?.session ?? null, session)) return;
    // The other tab has emptied the store. What this one knows is still here.
    if (user !== null && session?.user.id !== user.id) await this.#givenBack.giveBack(user.id, user.live);
    const status: ConnectionStatus = endedBy === null ? { state: "idle" } : { state: "stopped", code: endedBy };
    this.#end(status, closedError(endedBy ?? "UNAVAILABLE"));
    if (session !== null) await this.#begin(session);
    if (this.#isClosed) return;
    if (session !== null) void this.connect({});
    if (session === null && endedBy !== null)
      this.emitter.emit("signed-out", { code: endedBy, unsent: this.#givenBack.last });
    else this.emitter.emit("session", session);
  }

  #disconnect(): void {
    this.#offWake();
    this.#user?.close({ state: "idle" }, closedError("UNAVAILABLE"), "kept");
  }

  async #begin(session: Session): Promise<void> {
    if (this.#user?.id === session.user.id) this.#disconnect();
    else this.#end();
    const state = await this.#store.loadState(session.user.id);
    if (this.#user === null) this.#user = new SignedInUser(this.#userParts, session, state);
    else this.#user.begin(session, state);
  }

  #end(status: ConnectionStatus = { state: "idle" }, error: KlatchError = closedError("UNAVAILABLE")): void {
    this.#offWake();
    this.#user?.end(status, error);
    this.#user = null;
  }
}
