// The client an app holds: who is signed in, one kept connection, messages out and events in. The package's only door.
import type { Content } from "../schema/protocol/content.ts";
import type { ErrorCode } from "../schema/protocol/errors.ts";
import type { Device, SessionResult, User } from "../schema/protocol/http-auth.ts";
import type { InboxResult, MessagesResult } from "../schema/protocol/http-conversations.ts";
import type { ConversationId, DeviceId, UserId } from "../schema/protocol/ids.ts";
import type { ConversationEntry } from "../schema/protocol/sync.ts";
import type { CallOptions, Credentials, HistoryOptions, InboxOptions, KlatchClientOptions } from "./client-options.ts";
import type { ConnectionStatus } from "./connection.ts";
import { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { Groups } from "./groups.ts";
import { KlatchError } from "./klatch-error.ts";
import { LiveSession } from "./live-session.ts";
import type { OutgoingMessage, SendOptions } from "./outgoing-message.ts";
import type { Runtime } from "./runtime.ts";
import { ServerCalls } from "./server-calls.ts";
import type { Session, SessionStore } from "./session-store.ts";
import type { Snapshot } from "./snapshot.ts";

export { KlatchError } from "./klatch-error.ts";
export type { CallOptions, Credentials, HistoryOptions, InboxOptions, KlatchClientOptions };
export type { ConnectionStatus, KlatchEvents, OutgoingMessage, Runtime, SendOptions, Session, SessionStore, Snapshot };
export type {
  Content,
  ConversationEntry,
  ConversationId,
  Device,
  DeviceId,
  ErrorCode,
  InboxResult,
  MessagesResult,
  User,
  UserId,
};
export type { Ack } from "./outgoing-message.ts";
export type { EventFrame, NewMessageFrame } from "../schema/protocol/message.ts";
export type { Groups, JoinOptions, LinkOptions, MembersOptions, PageOptions } from "./groups.ts";
export type {
  Announcement,
  Group,
  GroupChangedFrame,
  GroupProfile,
  GroupSettings,
  JoinPolicy,
  Member,
  MemberChangedFrame,
  Role,
} from "../schema/protocol/group.ts";
export type { Ban, GroupLink, JoinRequest } from "../schema/protocol/http-groups.ts";

/**
 * A device of one user. Calls over HTTP reject with a `KlatchError`, or with the reason of an aborted `signal`.
 *
 * @example
 * const client = new KlatchClient({ url: "http://localhost:8787" });
 * await client.login({ username: "ada", password: "correct horse" });
 * client.on("message", (message) => console.log(message.senderId, message.content.text));
 * await client.connect();
 * const conversation = await client.openDirect({ username: "bob" });
 * await client.send(conversation.id, "Hello").acked;
 */
export class KlatchClient extends ServerCalls {
  readonly #options: KlatchClientOptions;
  readonly #emitter = new Emitter<KlatchEvents>();
  /** Everything about groups that is no message. */
  readonly groups: Groups;
  #live: LiveSession | null = null;
  /** `logout` is under way: the socket learns of it first, and that is no news to the app. */
  #leaving = false;

  constructor(options: KlatchClientOptions) {
    super(options);
    this.#options = options;
    this.groups = new Groups({
      api: this.api,
      me: () => this.#required().userId,
      learn: (entry) => void this.#learn(entry),
    });
  }

  get connection(): ConnectionStatus {
    return this.#live?.status ?? { state: "idle" };
  }

  /** Calls `listener` at every such event from now on; the result ends that. */
  on<Name extends keyof KlatchEvents>(name: Name, listener: (event: KlatchEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  // ---- signing in and out

  /** Makes an account and signs this device in. @throws KlatchError `USERNAME_TAKEN`, `INVALID_REQUEST`, `RATE_LIMITED` */
  async register(account: Credentials & { readonly displayName?: string } & CallOptions): Promise<Session> {
    const { signal, ...body } = account;
    return this.#signIn(
      await this.http.call<SessionResult>({ method: "POST", path: "/api/auth/register", body, signal }),
    );
  }

  /** Signs this device in. @throws KlatchError `INVALID_CREDENTIALS`, `RATE_LIMITED` */
  async login(credentials: Credentials & CallOptions): Promise<Session> {
    const { signal, ...body } = credentials;
    return this.#signIn(await this.http.call<SessionResult>({ method: "POST", path: "/api/auth/login", body, signal }));
  }

  /** Takes up the stored session of an earlier run, without asking the server; null: there is none. */
  async restore(): Promise<Session | null> {
    const session = await this.tokens.restore();
    if (session !== null) this.#begin(session);
    return session;
  }

  /** Signs this device out, here and on the server. @throws KlatchError `UNAVAILABLE`: the server did not hear of it */
  async logout(options: CallOptions = {}): Promise<void> {
    this.#leaving = true;
    try {
      await this.api.call<undefined>({ method: "POST", path: "/api/auth/logout", ...options });
    } catch (error) {
      if (!(error instanceof KlatchError) || error.status !== 401) throw error;
    } finally {
      this.#leaving = false;
    }
    this.close();
    this.#live = null;
    await this.tokens.forget();
  }

  // ---- the connection

  /**
   * Connects, and stays connected until `close`. Resolves when this device first has everything; nobody has to wait for
   * it: messages can be sent at any time.
   * @throws KlatchError (as a rejection) when the connection stopped for good before that, or was closed
   */
  connect(): Promise<void> {
    const live = this.#required();
    const level = new Promise<void>((resolve, reject) => {
      if (live.status.state === "live") return resolve();
      const off = this.on("connection", (status) => {
        if (status.state !== "live" && status.state !== "stopped" && status.state !== "idle") return;
        off();
        if (status.state === "live") resolve();
        else reject(closedError(status.state === "stopped" ? status.code : "UNAVAILABLE"));
      });
    });
    // An app that does not wait must not meet an unhandled rejection.
    level.catch(() => {});
    live.connect();
    return level;
  }

  /** Looks at once whether the server can be reached: call it when the network or the app comes back. */
  probe(): void {
    this.#live?.probe();
  }

  /** Ends the connection and leaves no timer behind. Messages not acked fail; whether they arrived is not known. */
  close(): void {
    this.#live?.close({ state: "idle" }, closedError("UNAVAILABLE"));
  }

  // ---- conversations

  /** The inbox as this device knows it, newest first; kept current by the connection. */
  conversations(): ConversationEntry[] {
    return this.#live?.conversations() ?? [];
  }

  /** What to store so that the next run fetches only what is new: see the event `sync`. Null: nobody is signed in. */
  snapshot(): Snapshot | null {
    return this.#live?.snapshot() ?? null;
  }

  /** The direct conversation with another user, made when it is the first time. @throws KlatchError `USER_NOT_FOUND` */
  async openDirect(
    peer: { readonly username: string } | { readonly userId: UserId },
    options: CallOptions = {},
  ): Promise<ConversationEntry> {
    const userId = "userId" in peer ? peer.userId : (await this.userByUsername(peer.username, options)).id;
    const { conversation } = await this.api.call<{ conversation: ConversationEntry }>({
      method: "POST",
      path: "/api/conversations",
      body: { kind: "direct", userId },
      ...options,
    });
    return this.#learn(conversation);
  }

  /**
   * Sends a message; at once, or as soon as there is a connection, and again under the same id until the server has
   * acked or refused it. Messages of one conversation keep their order.
   * @throws KlatchError `NOT_AUTHENTICATED` when nobody is signed in; every other refusal is the message's
   */
  send(conversationId: ConversationId, content: string | Content, options: SendOptions = {}): OutgoingMessage {
    return this.#required().send(
      conversationId,
      typeof content === "string" ? { type: "text", text: content } : content,
      options,
    );
  }

  /** The user has read everything up to `seq`. The unread count follows as an event `conversation`. */
  markRead(conversationId: ConversationId, seq: number): void {
    this.#required().markRead(conversationId, seq);
  }

  /** Shows the others that the user is typing; forgotten when there is no connection. */
  setTyping(conversationId: ConversationId, active: boolean): void {
    this.#required().setTyping(conversationId, active);
  }

  // ---- inside

  async #signIn(result: SessionResult): Promise<Session> {
    const session = await this.tokens.adopt(result);
    this.#begin(session);
    return session;
  }

  /** A conversation that came over HTTP. */
  #learn(conversation: ConversationEntry): ConversationEntry {
    const entry = this.#required().learn(conversation);
    this.#emitter.emit("conversation", entry);
    return entry;
  }

  #begin(session: Session): void {
    this.close();
    const { snapshot = null, maxInFlight = 64, maxInFlightPerConversation = 1 } = this.#options;
    this.#live = new LiveSession({
      session,
      socketUrl: `${this.baseUrl.replace(/^http/, "ws")}/ws`,
      runtime: this.runtime,
      clock: this.clock,
      tokens: this.tokens,
      emitter: this.#emitter,
      outbox: { maxInFlight, maxInFlightPerConversation },
      snapshot: snapshot?.userId === session.user.id ? snapshot : null,
    });
  }

  protected override onSignedOut(code: ErrorCode): void {
    this.#live?.close({ state: "stopped", code }, closedError(code));
    this.#live = null;
    if (!this.#leaving) this.#emitter.emit("signed-out", { code });
  }

  #required(): LiveSession {
    if (this.#live === null) throw closedError("NOT_AUTHENTICATED");
    return this.#live;
  }
}

const closedError = (code: ErrorCode): KlatchError =>
  new KlatchError(code, code === "NOT_AUTHENTICATED" ? "Nobody is signed in." : "The connection was closed.");
