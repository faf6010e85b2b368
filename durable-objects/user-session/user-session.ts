// One user: the sockets of all their devices, who is signed in, and their inbox. Every request of theirs passes here.
import { DurableObject } from "cloudflare:workers";
import type { Device, DeviceLogin } from "../../schema/protocol/http-auth.ts";
import { isGroupId, type ConversationId, type DeviceId, type UserId } from "../../schema/protocol/ids.ts";
import type { MessageAckFrame, SendMessageBody } from "../../schema/protocol/message.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { refused, type MarkedRead, type Refused, type WholePage } from "../../schema/rpc/conversation.ts";
import {
  socketHeaders,
  type Caller,
  type Delivery,
  type DeliveryAnswer,
  type DeviceGrant,
  type UserSessionRpc,
} from "../../schema/rpc/user-session.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import type { Env } from "../runtime/env.ts";
import { HistoryStore } from "../conversation/projections/history/history-store.ts";
import { readLimits } from "../runtime/limits.ts";
import { logError, setLogLevel } from "../runtime/logger.ts";
import { migrate } from "../runtime/migrate.ts";
import { conversationStub } from "../runtime/stubs.ts";
import { EventRun } from "../stream/event-run.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";
import { Account } from "./account/account.ts";
import { Conversations, type InboxPage } from "./inbox/conversations.ts";
import { Feeds } from "../sockets/feeds.ts";
import { GroupCreations } from "./inbox/group-creations.ts";
import { Inbox } from "./inbox/inbox.ts";
import { JobOutbox } from "../runtime/job-outbox.ts";
import { receiveMessage, type FrameHost } from "./socket-frames.ts";
import { SocketSet } from "../sockets/socket-set.ts";
import { changedFrame } from "./syncing/syncing.ts";

export class UserSession extends DurableObject<Env> implements UserSessionRpc {
  readonly #account: Account;
  readonly #sockets: SocketSet;
  readonly #inbox: Inbox;
  readonly #feeds = new Feeds();
  readonly #frameRate: TokenBucket;
  readonly #conversations: Conversations;
  readonly #frameHost: FrameHost;
  readonly #jobs: JobOutbox;
  readonly #groupCreations: GroupCreations;
  readonly #userId: UserId;
  /** Of those set by this instance; one that an earlier instance set rings too. */
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    migrate(ctx.storage, { "user-session": userSessionMigrations });
    const { sql } = ctx.storage;
    const limits = readLimits(env);
    const now = (): number => Date.now();
    this.#userId = (ctx.id.name ?? loadOwner(sql) ?? "") as UserId;
    this.#sockets = new SocketSet(ctx, this.#userId, limits);
    this.#jobs = new JobOutbox({
      sql,
      queue: env.JOBS,
      now,
      wakeAt: (timeMs) => this.#wakeAt(timeMs),
      settleMs: Number(env.JOBS_SETTLE_MS),
    });
    this.#account = new Account({
      storage: ctx.storage,
      userId: this.#userId,
      limits,
      jobs: this.#jobs,
      now,
      startJobs: () => this.#startJobs(),
      signedOut: (deviceIds) => this.#sockets.closeDevices(deviceIds),
    });
    this.#inbox = new Inbox(sql, (entry) => this.#announce(entry));
    this.#groupCreations = new GroupCreations(sql, limits);
    this.#frameRate = new TokenBucket(limits.LIMIT_FRAMES_PER_SECOND, limits.LIMIT_FRAMES_BURST, now());
    this.#conversations = new Conversations(
      this.#userId,
      (id) => conversationStub(env, id),
      this.#inbox,
      this.#feeds,
      new HistoryStore(env.DIRECTORY, env.ARCHIVE),
    );
    this.#frameHost = {
      limits,
      conversations: this.#conversations,
      frameRate: this.#frameRate,
      now,
      close: (socket, code) => this.#sockets.close(socket, code),
      syncHost: {
        inbox: this.#inbox,
        feeds: this.#feeds,
        read: (conversationId, from) => this.#conversations.read(conversationId, from),
        isOpen: (socket) => this.#sockets.isOpen(socket),
      },
    };
  }

  // ---- sockets

  /** The upgrade, forwarded by the front door, which has verified the token. */
  override async fetch(request: Request): Promise<Response> {
    const deviceId = request.headers.get(socketHeaders.deviceId) as DeviceId;
    if (!this.#account.isSignedIn(deviceId)) return new Response(null, { status: 401 });
    this.#account.touch(deviceId);
    return this.#sockets.accept(deviceId, request.headers.has("sec-websocket-protocol"));
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const socket = this.#sockets.get(ws);
    if (socket === undefined) return;
    // Frames may still be on their way when a device is signed out: storage is asked, not the socket.
    if (!this.#account.isSignedIn(socket.deviceId)) return this.#sockets.close(socket, "DEVICE_SIGNED_OUT");
    await receiveMessage(this.#frameHost, socket, message);
  }

  override webSocketClose(ws: WebSocket): void {
    this.#sockets.forget(ws);
  }

  override webSocketError(ws: WebSocket): void {
    this.#sockets.forget(ws);
  }

  // ---- calls from conversations

  async deliver(delivery: Delivery): Promise<DeliveryAnswer> {
    // The caller has given up and will send it again: taken now, it could come after what follows it.
    if (Date.now() > delivery.deadlineAt) throw new Error("delivery past its deadline");
    const { conversationId, prev, events, cursorSeq } = delivery;
    const listeners = this.#sockets.listeners();
    const run = new EventRun(events);
    const answer = this.#feeds.deliver(delivery, run, listeners);
    // No `await` since: nothing leaves for the sockets before the mark is on disk.
    const shown = { headSeq: run.lastSeq ?? prev, cursorSeq };
    const { listed } = this.#inbox.noteDelivery(conversationId, shown, answer.state === "idle" && run.length > 0);
    if (!listed && run.length > 0 && listeners.length > 0) this.ctx.waitUntil(this.#list(conversationId));
    return answer;
  }

  async admit({ conversationId }: { conversationId: ConversationId }): Promise<void> {
    this.#inbox.admit(conversationId, isGroupId(conversationId));
  }

  // ---- calls from the front door: sign-in and devices

  async beginLogin(): Promise<{ attemptId: string } | Refused> {
    return this.#account.beginLogin();
  }

  async failLogin({ attemptId }: { attemptId: string }): Promise<void> {
    this.#account.failLogin(attemptId);
  }

  async signIn({ attemptId, device }: { attemptId?: string; device: DeviceLogin }): Promise<DeviceGrant> {
    return this.#account.signIn(attemptId, device);
  }

  async refresh({ grant }: { grant: DeviceGrant }): Promise<DeviceGrant | Refused> {
    return this.#account.refresh(grant);
  }

  async signOut(request: Caller & { target?: DeviceId }): Promise<{ signedOut: boolean } | Refused> {
    const { deviceId, target = deviceId } = request;
    return this.#authorized(request, () => ({ signedOut: this.#account.signOut(deviceId, target) > 0 }));
  }

  async signOutOthers(request: Caller): Promise<{ signedOut: number } | Refused> {
    return this.#authorized(request, () => ({ signedOut: this.#account.signOutOthers(request.deviceId) }));
  }

  async listDevices(request: Caller): Promise<readonly Device[] | Refused> {
    return this.#authorized(request, () => this.#account.list(request.deviceId));
  }

  async authorize(request: Caller): Promise<{ ok: true } | Refused> {
    return this.#authorized(request, () => ({ ok: true }) as const);
  }

  // ---- calls from the front door: conversations

  async countGroupCreation(request: Caller): Promise<{ ok: true } | Refused> {
    return this.#authorized(request, () => this.#groupCreations.count(Date.now()));
  }

  /** Follows upon a change that is done and was judged: not judged again, or one that went well would look refused. */
  async openGroup({
    conversationId,
  }: {
    conversationId: ConversationId;
  }): Promise<{ conversation: ConversationEntry } | Refused> {
    return this.#conversations.openGroup(conversationId);
  }

  async openDirect(
    request: Caller & { peerId: UserId },
  ): Promise<{ created: boolean; conversation: ConversationEntry } | Refused> {
    return this.#authorized(request, () => this.#conversations.openDirect(request.peerId));
  }

  async listInbox({
    v,
    deviceId,
    ...page
  }: Caller & { kind?: ConversationEntry["kind"]; since?: number; cursor?: string; limit: number }): Promise<
    InboxPage | Refused
  > {
    return this.#authorized({ v, deviceId }, () => this.#conversations.list(page));
  }

  async sendMessage(
    request: Caller & { conversationId: ConversationId; body: SendMessageBody },
  ): Promise<Omit<MessageAckFrame, "type"> | Refused> {
    return this.#authorized(request, async () => {
      const [ack] = await this.#conversations.send(request.conversationId, [request.body]);
      return ack ?? refused("INTERNAL");
    });
  }

  async markRead(request: Caller & { conversationId: ConversationId; seq: number }): Promise<MarkedRead | Refused> {
    return this.#authorized(request, () => this.#conversations.markRead(request.conversationId, request.seq));
  }

  async loadPage({
    v,
    deviceId,
    conversationId,
    ...page
  }: Caller & { conversationId: ConversationId; before?: number; after?: number; limit: number }): Promise<
    WholePage | Refused
  > {
    return this.#authorized({ v, deviceId }, () => this.#conversations.loadPage(conversationId, page));
  }

  // ---- what may happen later

  /** Takes up what a crash or the queue kept from being sent. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    await this.#jobs.flush();
  }

  // ---- inside

  #startJobs(): void {
    this.ctx.storage.sql.exec("INSERT INTO owner VALUES (?) ON CONFLICT DO NOTHING", this.#userId);
    this.ctx.waitUntil(this.#jobs.start());
  }

  /** Not awaited: without an `await` between them the alarm commits together with what is written. */
  #wakeAt(timeMs: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= timeMs) return;
    this.#alarmAt = timeMs;
    void this.ctx.storage.setAlarm(timeMs);
  }

  /** The device check and the speed limit that every request passes. */
  #authorized<T>({ deviceId }: Caller, act: () => T): T | Refused {
    if (!this.#account.isSignedIn(deviceId)) return refused("DEVICE_SIGNED_OUT");
    const retryAfterMs = this.#frameRate.take(Date.now());
    return retryAfterMs > 0 ? refused("RATE_LIMITED", retryAfterMs) : act();
  }

  /** Shows a conversation that is new in the inbox to those who listen. */
  /** Only a convenience for those who watch: if it fails, the entry is stale and comes with the next sync. */
  async #list(conversationId: ConversationId): Promise<void> {
    try {
      await this.#conversations.read(conversationId, null);
    } catch (cause) {
      logError("new conversation not announced", cause, { conversationId });
    }
  }

  #announce(entry: ConversationEntry): void {
    const text = JSON.stringify(changedFrame(entry));
    // A sync under way tells its socket itself.
    for (const socket of this.#sockets.listeners()) if (socket.phase === "live") socket.sendText(text);
  }
}

/** An alarm wakes an object without telling its name. */
const loadOwner = (sql: SqlStorage): string | undefined =>
  sql.exec<{ user_id: string }>("SELECT user_id FROM owner").toArray()[0]?.user_id;
