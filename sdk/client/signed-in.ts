// The part of a client that knows who is signed in, and keeps what belongs to them: the connection, the store, the names.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { abortable } from "./abortable.ts";
import type { CallOptions, Credentials, KlatchClientOptions } from "./client-options.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
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
  /** Names of others, and of oneself. */
  readonly people: People;
  /** What the user has begun to write. */
  readonly drafts: Drafts;
  #live: Live | null = null;
  #keeper: StoreKeeper | null = null;
  #offWake: () => void = () => {};
  #offTabs: (() => void) | null = null;
  /** `close` was called: what is under way must not connect any more. */
  #isClosed = false;
  /** Signing in, out, restoring and following other tabs: each begins with what the one before it has left. */
  readonly #turns = new Turns();
  /** Whose `#live` it is: `session` may be ahead of it. */
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

  /** How the connection is; each change is an event `connection`. */
  get connection(): ConnectionStatus {
    return this.#live?.status ?? { state: "idle" };
  }

  /** Calls `listener` at every such event from now on; the result ends that. */
  on<Name extends keyof KlatchEvents>(name: Name, listener: (event: KlatchEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  // ---- signing in and out

  /**
   * Makes an account and signs this device in. Username: 3 to 20 letters, digits or underscores; password: 8 to 128
   * characters; `displayName`: at most 64, the username unless given.
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
   * Takes up what an earlier run left in the store, without asking the server: who is signed in, the inbox, messages
   * received and not yet sent.
   * @returns null when nobody is signed in
   */
  restore(): Promise<Session | null> {
    // First: what another tab does from now on is followed after it.
    this.#open();
    return this.#turns.run(async () => {
      const session = await this.tokens.restore();
      if (session !== null) await this.#begin(session);
      return session;
    });
  }

  /**
   * `restore`, and then `connect` without waiting for it: what an app calls first.
   * @returns null when nobody is signed in
   */
  async start(): Promise<Session | null> {
    const session = await this.restore();
    if (session !== null && !this.#isClosed) void this.connect();
    return session;
  }

  /**
   * Signs this device out, here and on the server; the store is empty then.
   * @throws KlatchError `UNAVAILABLE`: the server did not hear of it
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
   * Connects, and stays connected until `close`. Resolves when this device first has everything; nobody has to wait for
   * it: messages can be sent at any time. An aborted `signal` ends the waiting, not the connection.
   * @throws KlatchError (as a rejection) when the connection stopped for good before that, or was closed
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

  /** Looks at once whether the server can be reached: in browsers it happens by itself when network or page come back. */
  probe(): void {
    this.#live?.probe();
  }

  /**
   * Ends the connection and leaves no timer behind. Messages not acked stay in the store for the next run; without one
   * they fail, and whether they arrived is not known.
   */
  close(): void {
    this.#isClosed = true;
    this.#offTabs?.();
    this.#offTabs = null;
    this.#disconnect();
  }

  /** Resolves when everything so far is in the store, or could not be brought there, which an event `error` tells. */
  async stored(): Promise<void> {
    await this.#keeper?.stored();
  }

  /**
   * What to store so that the next run fetches only what is new, for apps without a store: see the event `sync`.
   * @returns null when nobody is signed in
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

  /** Takes up a conversation that an HTTP call answered, unless somebody else than `asker` is signed in by now. */
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

  /** The other tab's news may be on its way, or that tab crashed before it told. */
  protected override onReplaced(): void {
    if (this.#options.tabs !== undefined) this.#follow(null);
  }

  async #signIn(way: "register" | "login", { signal, ...body }: Credentials & CallOptions): Promise<Session> {
    // Before the call: a client that is closed during it stays closed.
    this.#open();
    const result = await this.http.call(`POST /api/auth/${way}`, { body, signal });
    return this.#turns.run(async () => {
      const session = await this.tokens.adopt(result);
      await this.#begin(session);
      this.#options.tabs?.tellSession({ endedBy: null });
      return session;
    });
  }

  /** A channel that is open stays so: what was posted and not heard yet would be lost with it. */
  #open(): void {
    this.#isClosed = false;
    this.#offTabs ??= this.#options.tabs?.onSession(({ endedBy }) => this.#follow(endedBy)) ?? null;
  }

  #follow(endedBy: ErrorCode | null): void {
    this.#turns.run(() => this.#followTabs(endedBy)).catch(this.#storeFailed);
  }

  /** Another tab has signed in or out: the store says whom. */
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
