// The session of a device: signs in and out, follows other tabs, and holds all that belongs to the signed-in user. One class
// of 300 lines, because each of these steps changes the same fields in one order, which nothing else may see half done.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { RegistrationMode } from "../../schema/protocol/http-registration.ts";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { abortable } from "./abortable.ts";
import { AuthorizedHttp } from "../http/authorized-http.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { Credentials, KlatchClientOptions, PasswordChange } from "./client-options.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import { callSignIn, DeviceSecrets } from "../http/device-secrets.ts";
import type { DraftSync } from "../outbox/draft-sync.ts";
import { DraftBook } from "../outbox/drafts.ts";
import { BurnClocks } from "../states/burn-clocks.ts";
import { Emitter } from "./emitter.ts";
import { Forgotten } from "../states/forgotten.ts";
import { GivenBack } from "../outbox/unsent-message.ts";
import type { KlatchEvents } from "./events.ts";
import { HttpClient } from "../http/http-client.ts";
import { closedError, noWebSocketError, storeError, type KlatchError } from "./klatch-error.ts";
import type { KlatchStore } from "../store/klatch-store.ts";
import type { Live } from "../connection/live.ts";
import { makeLive, type DeviceParts } from "./make-live.ts";
import { makeOwnSettings } from "./make-own-settings.ts";
import { PeopleBook } from "./people.ts";
import { hasWebSocket, runtimeWith, type Runtime } from "./runtime.ts";
import { UuidV7Source } from "./uuid-v7.ts";
import { ServerCalls } from "../http/server-calls.ts";
import { ServerClock } from "../connection/server-clock.ts";
import { isOf, isSameDevice, type Session } from "../store/session-store.ts";
import { StoreKeeper } from "../store/store-keeper.ts";
import { StarBook } from "../inbox/starred.ts";
import type { SettingsBook } from "../inbox/settings-book.ts";
import { sharingOf, type SessionNews, type TabSharing } from "../tabs/tabs.ts";
import { callEndSession, callLogout, type SignedOut } from "../http/sign-out.ts";
import { TokenKeeper } from "../http/token-keeper.ts";
import { Turns } from "./turns.ts";
import { untilCaughtUp } from "./until-caught-up.ts";
import { wholeStore } from "../store/whole-store.ts";

export class DeviceSession {
  readonly emitter = new Emitter<KlatchEvents>();
  /** Calls of the signed-in device. */
  readonly api: AuthorizedHttp;
  readonly calls: ServerCalls;
  readonly people: PeopleBook;
  readonly drafts: DraftBook;
  readonly forgotten: Forgotten;
  /** Of messages that burn. */
  readonly burns: BurnClocks;
  /** What the user sets for conversations. */
  readonly settings: SettingsBook;
  readonly starred: StarBook;
  readonly #draftSync: DraftSync;
  readonly #options: KlatchClientOptions;
  readonly #baseUrl: string;
  readonly #runtime: Runtime;
  readonly #keys: UuidV7Source;
  readonly #clock: ServerClock;
  readonly #http: HttpClient;
  readonly #store: KlatchStore;
  /** The app gave a store for everything. */
  readonly #hasStore: boolean;
  readonly #tabs: TabSharing | null;
  readonly #tokens: TokenKeeper;
  readonly #secrets: DeviceSecrets;
  #live: Live | null = null;
  #keeper: StoreKeeper | null = null;
  #offWake: () => void = () => {};
  #offTabs: (() => void) | null = null;
  /** `close` was called: work in progress must not connect any more. */
  #isClosed = false;
  /** Signing in, signing out, restoring and following other tabs run one after the other. */
  readonly #turns = new Turns();
  /** The session that `#live` belongs to. `session` may already be a newer one. */
  #begun: Session | null = null;
  readonly #givenBack: GivenBack;
  readonly #storeFailed = (cause: unknown): void => this.emitter.emit("error", storeError(cause));

  constructor(options: KlatchClientOptions) {
    this.#options = options;
    this.#baseUrl = options.url.replace(/\/+$/, "");
    this.#runtime = runtimeWith(options.runtime ?? {});
    this.#clock = new ServerClock(this.#runtime.now);
    this.#keys = new UuidV7Source(this.#runtime.random);
    this.#http = new HttpClient(this.#baseUrl, this.#runtime, this.#clock);
    ({ store: this.#store, isDurable: this.#hasStore } = wholeStore(options.store));
    this.#givenBack = new GivenBack(this.#store, this.emitter);
    this.#tabs = sharingOf(options.tabs);
    this.#secrets = new DeviceSecrets(this.#store);
    this.#tokens = new TokenKeeper({
      http: this.#http,
      store: this.#store,
      clock: this.#clock,
      runtime: this.#runtime,
      isShared: () => this.#tabs !== null && this.#isDurable,
      onSignedOut: (code) => this.#onSignedOut(code),
      onEmptying: ({ user }) => this.#givenBack.giveBack(user.id, this.#begun?.user.id === user.id ? this.#live : null),
      onReplaced: () => this.#onReplaced(),
      // The store is not the other tabs' any more, which may be the same device.
      onKept: (kept) => this.#hasStore && !this.#isDurable && this.#tabs?.tellSession({ endedBy: null, kept }),
    });
    this.api = new AuthorizedHttp(this.#http, this.#tokens);
    this.calls = new ServerCalls(this.api, () => this.people.learner());
    this.drafts = new DraftBook(this.emitter, (id) => this.#draftSync.changed(id));
    this.forgotten = new Forgotten({
      emitter: this.emitter,
      keeper: () => this.#keeper,
      changes: (id) => this.#live?.changes(id) ?? [],
    });
    this.burns = new BurnClocks({
      emitter: this.emitter,
      setTimer: this.#runtime.setTimer,
      now: () => this.#clock.now(),
      me: () => this.session?.user.id ?? null,
    });
    this.emitter.on("expired", ({ conversationId, seqs }) => {
      const entry = this.#live?.expired(conversationId, seqs) ?? null;
      if (entry !== null) this.emitter.emit("conversation", entry);
    });
    this.people = new PeopleBook({
      now: this.#runtime.now,
      setTimer: this.#runtime.setTimer,
      ask: (userIds) => this.calls.usersById(userIds, {}),
      onPerson: (user) => this.emitter.emit("person", user),
    });
    this.starred = new StarBook(
      {
        page: (cursor) => this.calls.starred(cursor),
        set: (id, seq, active) => this.calls.setStar(id, seq, active),
      },
      this.emitter,
      () => this.#clock.now(),
    );
    ({ settings: this.settings, draftSync: this.#draftSync } = makeOwnSettings({
      live: () => this.#live,
      calls: this.calls,
      drafts: this.drafts,
      emitter: this.emitter,
      runtime: this.#runtime,
      now: () => this.#clock.now(),
      learn: (entry) => void (this.#live !== null && this.learn(entry, this.#live)),
    }));
    this.#open();
  }

  /** The session of this device; null: nobody is signed in. */
  get session(): Session | null {
    return this.#tokens.session;
  }

  /** What belongs to the signed-in user; null: nobody is signed in. */
  get liveOrNone(): Live | null {
    return this.#live;
  }

  /** @throws KlatchError `NOT_AUTHENTICATED` */
  get live(): Live {
    if (this.#live === null) throw closedError("NOT_AUTHENTICATED");
    return this.#live;
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

  /** Writes to the store for the signed-in user; null: nobody is signed in. */
  get keeper(): StoreKeeper | null {
    return this.#keeper;
  }

  async signIn(way: "register" | "login", credentials: Credentials & CallOptions): Promise<Session> {
    // Before the call, so that a client that is closed during it stays closed.
    this.#open();
    const result = await callSignIn(way, credentials, this.#http, this.#secrets);
    return this.#turns.run(async () => {
      const session = await this.#tokens.adopt(result);
      await this.#secrets.keep(session.user.username, result.deviceSecret);
      await this.#begin(session);
      this.#tabs?.tellSession({ endedBy: null });
      return session;
    });
  }

  async registration({ signal }: CallOptions): Promise<RegistrationMode> {
    return (await this.#http.call("GET /api/auth/registration", { signal })).mode;
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
    const left = this.#turns.run(async () => {
      const deviceId = this.session?.deviceId;
      const untold = await this.#tokens.leave(
        (by) => callLogout(this.#http, by, { signal }),
        () => this.#end({ state: "idle" }, closedError("UNAVAILABLE"), "lost"),
      );
      this.#tabs?.tellSession({ endedBy: null, ...(deviceId !== undefined && { left: deviceId }) });
      return { untold };
    });
    return abortable(left, signal);
  }

  endSession(refreshToken: string, options: CallOptions): Promise<void> {
    return callEndSession(this.#http, refreshToken, options);
  }

  async refresh({ signal }: CallOptions): Promise<void> {
    await this.#tokens.renew(this.session?.accessToken ?? "", signal);
  }

  connect({ signal }: CallOptions): Promise<void> {
    const { live } = this;
    if (!hasWebSocket(this.#runtime)) return Promise.reject(noWebSocketError());
    const caughtUp = untilCaughtUp(live.status, this.emitter);
    this.#offWake();
    this.#offWake = this.#runtime.onWake(() => {
      // Timers may have stood still.
      this.burns.resume();
      this.#live?.probe();
    });
    this.burns.resume();
    live.connect();
    const waited = abortable(caughtUp, signal);
    waited.catch(() => {});
    return waited;
  }

  close(): void {
    this.#isClosed = true;
    this.#offTabs?.();
    this.#offTabs = null;
    this.people.close();
    this.#tokens.close();
    this.#disconnect();
  }

  /** Puts the entry of an HTTP answer into the inbox, unless another user has signed in since `asker` sent the call. */
  learn(conversation: ConversationEntry, asker: Live): ConversationEntry {
    if (asker !== this.#live) return conversation;
    const entry = asker.learn(conversation);
    this.emitter.emit("conversation", entry);
    return entry;
  }

  /** The server has signed the device out. */
  #onSignedOut(code: ReceivedErrorCode): void {
    const left = this.#begun?.deviceId;
    this.#end({ state: "stopped", code }, closedError(code), "lost");
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
    if (isSameDevice(this.#begun, session)) return;
    // The other tab has emptied the store. What this one knows is still here.
    if (this.#begun !== null && session?.user.id !== this.#begun.user.id)
      await this.#givenBack.giveBack(this.#begun.user.id, this.#live);
    const status: ConnectionStatus = endedBy === null ? { state: "idle" } : { state: "stopped", code: endedBy };
    this.#end(status, closedError(endedBy ?? "UNAVAILABLE"), "lost");
    if (session !== null) await this.#begin(session);
    if (this.#isClosed) return;
    if (session !== null) void this.connect({});
    if (session === null && endedBy !== null)
      this.emitter.emit("signed-out", { code: endedBy, unsent: this.#givenBack.last });
    else this.emitter.emit("session", session);
  }

  #disconnect(): void {
    this.burns.pause();
    this.#offWake();
    this.#live?.close({ state: "idle" }, closedError("UNAVAILABLE"), "kept");
    this.settings.close(closedError("UNAVAILABLE"));
  }

  async #begin(session: Session): Promise<void> {
    this.#disconnect();
    const loadState = (): ReturnType<KlatchStore["loadState"]> => this.#store.loadState(session.user.id);
    const state = await loadState();
    const keeper = new StoreKeeper(this.#store, session.user.id, this.#storeFailed);
    this.#keeper = keeper;
    this.drafts.begin(keeper, state?.drafts ?? new Map());
    this.burns.begin(keeper, state?.drafts ?? new Map());
    this.#draftSync.begin(keeper, state?.drafts ?? new Map());
    this.people.begin(keeper, state?.people ?? new Map());
    this.people.learn(session.user);
    const device: DeviceParts = {
      session,
      runtime: this.#runtime,
      clock: this.#clock,
      tokens: this.#tokens,
      emitter: this.emitter,
      keeper,
      fetchHidden: (id, after) => this.calls.hidden(id, after, {}),
      state,
      isDurable: this.#hasStore,
      loadState,
      onDraft: (id, text, parts) => this.drafts.apply(id, text, parts),
      onPerson: (user) => this.people.learn(user),
    };
    // A store of this tab alone is not shared, whatever the other tabs do.
    this.#live = makeLive(this.#options, this.#baseUrl, device, this.#isDurable ? this.#tabs : null);
    this.#begun = session;
    this.settings.begin(keeper, state?.drafts ?? new Map());
  }

  #end(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.#offWake();
    this.#live?.close(status, error, messages);
    this.#live = null;
    this.#begun = null;
    this.#keeper = null;
    this.drafts.end();
    this.burns.end();
    this.#draftSync.end();
    this.people.end();
    this.settings.end(error);
    this.starred.end();
  }
}
