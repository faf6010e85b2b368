// The part of a client that signs in and out, and holds everything of the signed-in user: connection, store, names.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { abortable } from "./abortable.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { Credentials, KlatchClientOptions } from "./client-options.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import { Drafts } from "../outbox/drafts.ts";
import { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { closedError, storeError, type KlatchError } from "./klatch-error.ts";
import type { Live } from "../connection/live.ts";
import { LiveSession, type LiveSessionParts } from "../connection/live-session.ts";
import { People } from "./people.ts";
import { ServerCalls } from "../http/server-calls.ts";
import { isSameDevice, type Session } from "../store/session-store.ts";
import type { Snapshot } from "./snapshot.ts";
import { StoreKeeper } from "../store/store-keeper.ts";
import { Turns } from "./turns.ts";
import { untilCaughtUp } from "./until-caught-up.ts";

export abstract class SignedIn extends ServerCalls {
  readonly #options: KlatchClientOptions;
  protected readonly emitter = new Emitter<KlatchEvents>();
  /** Names of users. */
  readonly people: People;
  /** Texts that the user has begun to write. */
  readonly drafts: Drafts;
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
  readonly #storeFailed = (cause: unknown): void => this.emitter.emit("error", storeError(cause));

  constructor(options: KlatchClientOptions) {
    super(options);
    this.#options = options;
    this.drafts = new Drafts(this.emitter);
    this.people = new People({
      now: this.runtime.now,
      ask: (userId) => super.userById(userId),
      onPerson: (user) => this.emitter.emit("person", user),
    });
    this.#open();
  }

  /** The state of the connection; each change emits `connection`. */
  get connection(): ConnectionStatus {
    return this.#live?.status ?? { state: "idle" };
  }

  /** Calls `listener` with every event `name` from now on. @returns a function that stops this */
  on<Name extends keyof KlatchEvents>(name: Name, listener: (event: KlatchEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  // ---- signing in and out

  /**
   * Creates an account and signs this device in. Username: 3 to 20 letters, digits or underscores. Password: 8 to 128
   * characters. `displayName`: at most 64 characters, by default the username.
   * @throws KlatchError `USERNAME_TAKEN`, `INVALID_REQUEST`, `RATE_LIMITED`
   */
  async register(account: Credentials & { readonly displayName?: string } & CallOptions): Promise<Session> {
    return this.#signIn("register", account);
  }

  /** Signs this device in. @throws KlatchError `INVALID_CREDENTIALS`, `RATE_LIMITED` */
  async login(credentials: Credentials & CallOptions): Promise<Session> {
    return this.#signIn("login", credentials);
  }

  /**
   * Loads the state of an earlier run from the store, without asking the server: session, inbox, received messages and
   * messages that are not sent yet.
   * @returns null if nobody is signed in
   */
  restore(): Promise<Session | null> {
    // First, so that sign-ins of other tabs during the restore are followed after it.
    this.#open();
    return this.#turns.run(async () => {
      const session = await this.tokens.restore();
      if (session !== null) await this.#begin(session);
      return session;
    });
  }

  /**
   * Calls `restore`, then `connect` without waiting for it. An app calls this first.
   * @returns null if nobody is signed in
   */
  async start(): Promise<Session | null> {
    const session = await this.restore();
    if (session !== null && !this.#isClosed) void this.connect();
    return session;
  }

  /**
   * Signs this device out on the server and empties the store.
   * @throws KlatchError `UNAVAILABLE` if the server could not be reached: the device stays signed in
   */
  async logout({ signal }: CallOptions = {}): Promise<void> {
    const left = this.#turns.run(async () => {
      await this.tokens.leave(
        (accessToken) => this.http.call("POST /api/auth/logout", { accessToken, signal }),
        () => this.#end({ state: "idle" }, closedError("UNAVAILABLE"), "lost"),
      );
      this.#options.tabs?.tellSession({ endedBy: null });
    });
    return abortable(left, signal);
  }

  // ---- the connection

  /**
   * Connects, and stays connected until `close`. Resolves when this device has caught up. Waiting for it is optional:
   * messages can be sent at any time. Aborting `signal` ends the waiting, not the connection.
   * @throws KlatchError (as a rejection) if the connection is stopped or closed before that
   */
  connect(options: CallOptions = {}): Promise<void> {
    const live = this.live();
    const caughtUp = untilCaughtUp(live.status, this.emitter);
    this.#offWake();
    this.#offWake = this.runtime.onWake(() => this.probe());
    live.connect();
    const waited = abortable(caughtUp, options.signal);
    waited.catch(() => {});
    return waited;
  }

  /** Checks now whether the server can be reached. In browsers this happens by itself when the network or page is back. */
  probe(): void {
    this.#live?.probe();
  }

  /**
   * Ends the connection and all timers. Messages that are not acked stay in the store for the next run. Without a durable
   * store they fail; some of them may have arrived nevertheless.
   */
  close(): void {
    this.#isClosed = true;
    this.#offTabs?.();
    this.#offTabs = null;
    this.#disconnect();
  }

  /** Resolves when everything so far is stored. If storing fails, it resolves too, and `error` is emitted. */
  async stored(): Promise<void> {
    await this.#keeper?.stored();
  }

  /**
   * The state to keep so that the next run fetches only what is new, for apps without a store. See the event `sync`.
   * @returns null if nobody is signed in
   */
  snapshot(): Snapshot | null {
    return this.#live?.snapshot() ?? null;
  }

  override async userByUsername(username: string, options: CallOptions = {}): Promise<User> {
    const user = await super.userByUsername(username, options);
    this.people.learn(user);
    return user;
  }

  override async userById(userId: UserId, options: CallOptions = {}): Promise<User> {
    const user = await super.userById(userId, options);
    this.people.learn(user);
    return user;
  }

  // ---- inside

  /** @throws KlatchError `NOT_AUTHENTICATED` */
  protected live(): Live {
    if (this.#live === null) throw closedError("NOT_AUTHENTICATED");
    return this.#live;
  }

  protected get liveOrNone(): Live | null {
    return this.#live;
  }

  protected get keeper(): StoreKeeper | null {
    return this.#keeper;
  }

  /** Puts the entry of an HTTP answer into the inbox, unless another user has signed in since `asker` sent the call. */
  protected learn(conversation: ConversationEntry, asker: Live): ConversationEntry {
    if (asker !== this.#live) return conversation;
    const entry = asker.learn(conversation);
    this.emitter.emit("conversation", entry);
    return entry;
  }

  protected override onSignedOut(code: ErrorCode): void {
    this.#end({ state: "stopped", code }, closedError(code), "lost");
    this.#options.tabs?.tellSession({ endedBy: code });
    this.emitter.emit("signed-out", { code });
  }

  /** The store has another session: another tab changed it, and its message is on the way or was lost in a crash. */
  protected override onReplaced(): void {
    if (this.#options.tabs !== undefined) this.#follow(null);
  }

  async #signIn(way: "register" | "login", { signal, ...body }: Credentials & CallOptions): Promise<Session> {
    // Before the call, so that a client that is closed during it stays closed.
    this.#open();
    const result = await this.http.call(`POST /api/auth/${way}`, { body, signal });
    return this.#turns.run(async () => {
      const session = await this.tokens.adopt(result);
      await this.#begin(session);
      this.#options.tabs?.tellSession({ endedBy: null });
      return session;
    });
  }

  /** Listens to other tabs. An open channel is kept: messages on their way to it would be lost with it. */
  #open(): void {
    this.#isClosed = false;
    this.#offTabs ??= this.#options.tabs?.onSession(({ endedBy }) => this.#follow(endedBy)) ?? null;
  }

  #follow(endedBy: ErrorCode | null): void {
    this.#turns.run(() => this.#followTabs(endedBy)).catch(this.#storeFailed);
  }

  /** Another tab has signed in or out: takes over the session that the store has now. */
  async #followTabs(endedBy: ErrorCode | null): Promise<void> {
    if (this.#isClosed) return;
    const session = await this.tokens.restore();
    if (isSameDevice(this.#begun, session)) return;
    const status: ConnectionStatus = endedBy === null ? { state: "idle" } : { state: "stopped", code: endedBy };
    this.#end(status, closedError(endedBy ?? "UNAVAILABLE"), "lost");
    if (session !== null) await this.#begin(session);
    if (this.#isClosed) return;
    if (session !== null) void this.connect();
    if (session === null && endedBy !== null) this.emitter.emit("signed-out", { code: endedBy });
    else this.emitter.emit("session", session);
  }

  #disconnect(): void {
    this.#offWake();
    this.#live?.close({ state: "idle" }, closedError("UNAVAILABLE"), "kept");
  }

  async #begin(session: Session): Promise<void> {
    this.#disconnect();
    const { store, isDurable, runtime } = this;
    const state = await store.loadState(session.user.id);
    const keeper = new StoreKeeper(store, session.user.id, this.#storeFailed);
    const { snapshot = null, maxInFlight = 64, maxInFlightPerConversation = 1, maxWaiting = 10_000 } = this.#options;
    this.#keeper = keeper;
    this.drafts.begin(keeper, state?.drafts ?? new Map());
    this.people.begin(keeper, state?.people ?? new Map());
    this.people.learn(session.user);
    const parts: LiveSessionParts = {
      session,
      socketUrl: `${this.baseUrl.replace(/^http/, "ws")}/ws`,
      runtime,
      clock: this.clock,
      tokens: this.tokens,
      emitter: this.emitter,
      outbox: { maxInFlight, maxInFlightPerConversation, maxWaiting },
      snapshot: snapshot?.userId === session.user.id ? snapshot : null,
      keeper,
      state,
      isDurable,
    };
    const shared = this.#options.tabs?.share({
      ...parts,
      loadState: () => store.loadState(session.user.id),
      lead: (now, emitter) => new LiveSession({ ...parts, state: now, emitter }),
      onDraft: (id, text) => this.drafts.apply(id, text),
      onPerson: (user) => this.people.learn(user),
    });
    this.#live = shared ?? new LiveSession(parts);
    this.#begun = session;
  }

  #end(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.#offWake();
    this.#live?.close(status, error, messages);
    this.#live = null;
    this.#begun = null;
    this.#keeper = null;
    this.drafts.end();
    this.people.end();
  }
}
