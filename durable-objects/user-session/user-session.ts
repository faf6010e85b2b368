// One user: the sockets of all their devices, who is signed in, and their inbox. Every request of theirs passes here.
import { DurableObject } from "cloudflare:workers";
import type { AuditEvent } from "../../schema/jobs/audit.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { Device, DeviceLogin } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits, type Limits } from "../../schema/protocol/limits.ts";
import type { MessageAckFrame, SendMessageBody } from "../../schema/protocol/message.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { protocolName } from "../../schema/protocol/version.ts";
import { refused, type MarkedRead, type Refused, type WholePage } from "../../schema/rpc/conversation.ts";
import {
  socketHeaders,
  type Caller,
  type Delivery,
  type DeliveryAnswer,
  type DeviceGrant,
  type SocketAttachment,
  type UserSessionRpc,
} from "../../schema/rpc/user-session.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { userSessionMigrations } from "../../schema/user-session/migrations.ts";
import type { Env } from "../env.ts";
import { HistoryStore } from "../history/history-store.ts";
import { readLimits } from "../limits.ts";
import { logError, setLogLevel } from "../logger.ts";
import { migrate } from "../migrate.ts";
import { conversationStub } from "../stubs.ts";
import { TokenBucket } from "../token-bucket.ts";
import { auditRefresh, auditSignIn, auditSignOut } from "./audit-events.ts";
import { Conversations, type InboxPage } from "./conversations.ts";
import { Devices } from "./devices.ts";
import { Feeds } from "./feeds.ts";
import { Inbox } from "./inbox.ts";
import { JobOutbox } from "./job-outbox.ts";
import { LoginAttempts } from "./login-attempts.ts";
import { receiveMessage, type FrameHost } from "./socket-frames.ts";
import { closeSocket, Socket } from "./sockets.ts";
import { changedFrame } from "./syncing.ts";

export class UserSession extends DurableObject<Env> implements UserSessionRpc {
  readonly #limits: Limits;
  readonly #devices: Devices;
  readonly #loginAttempts: LoginAttempts;
  readonly #inbox: Inbox;
  readonly #feeds = new Feeds();
  readonly #frameRate: TokenBucket;
  readonly #conversations: Conversations;
  readonly #frameHost: FrameHost;
  readonly #sockets = new Map<WebSocket, Socket>();
  readonly #jobs: JobOutbox;
  readonly #userId: UserId;
  /** Of those set by this instance; one that an earlier instance set rings too. */
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    migrate(ctx.storage, { "user-session": userSessionMigrations });
    const { sql } = ctx.storage;
    const now = (): number => Date.now();
    this.#userId = (ctx.id.name ?? loadOwner(sql) ?? "") as UserId;
    this.#limits = readLimits(env);
    this.#devices = new Devices(sql, this.#limits, now);
    this.#loginAttempts = new LoginAttempts(sql, this.#limits, now);
    this.#jobs = new JobOutbox({
      sql,
      queue: env.JOBS,
      now,
      wakeAt: (timeMs) => this.#wakeAt(timeMs),
      settleMs: Number(env.JOBS_SETTLE_MS),
    });
    this.#inbox = new Inbox(sql);
    this.#frameRate = new TokenBucket(this.#limits.LIMIT_FRAMES_PER_SECOND, this.#limits.LIMIT_FRAMES_BURST, now());
    this.#conversations = new Conversations(
      this.#userId,
      (id) => conversationStub(env, id),
      this.#inbox,
      this.#feeds,
      new HistoryStore(env.DIRECTORY, env.ARCHIVE),
    );
    this.#frameHost = {
      limits: this.#limits,
      conversations: this.#conversations,
      frameRate: this.#frameRate,
      now,
      close: (socket, code) => this.#closeWhere((one) => one === socket, code),
      syncHost: {
        inbox: this.#inbox,
        feeds: this.#feeds,
        read: (conversationId, from) => this.#conversations.read(conversationId, from),
        isOpen: (socket) => [...this.#sockets.values()].includes(socket),
      },
    };
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    this.#wakeSockets();
  }

  // ---- sockets

  /** The upgrade, forwarded by the front door, which has verified the token. */
  override async fetch(request: Request): Promise<Response> {
    const deviceId = request.headers.get(socketHeaders.deviceId) as DeviceId;
    if (!this.#devices.isSignedIn(deviceId)) return new Response(null, { status: 401 });
    const { 0: client, 1: server } = new WebSocketPair();
    const attachment: SocketAttachment = { v: rpcVersion, deviceId, phase: "new" };
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(attachment);
    const socket = new Socket(server, attachment, this.#limits, Date.now());
    this.#sockets.set(server, socket);
    this.#closeBeyondLimit(deviceId);
    this.#devices.touch(deviceId);
    socket.sendText(JSON.stringify(this.#welcome(deviceId)));
    const browser = request.headers.has("sec-websocket-protocol");
    return new Response(null, { status: 101, webSocket: client, headers: browser ? { "sec-websocket-protocol": protocolName } : {} });
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const socket = this.#sockets.get(ws);
    if (socket === undefined) return;
    // Frames may still be on their way when a device is signed out: storage is asked, not the socket.
    if (!this.#devices.isSignedIn(socket.deviceId)) return this.#closeWhere((one) => one === socket, "DEVICE_SIGNED_OUT");
    await receiveMessage(this.#frameHost, socket, message);
  }

  override webSocketClose(ws: WebSocket): void {
    this.#sockets.delete(ws);
    // The runtime does not answer for hibernatable sockets: without this the client's close hangs until hibernation.
    closeSocket(ws, 1000, "");
  }

  override webSocketError(ws: WebSocket): void {
    this.#sockets.delete(ws);
  }

  // ---- calls from conversations

  async deliver(delivery: Delivery): Promise<DeliveryAnswer> {
    // The caller has given up and will send it again: taken now, it could come after what follows it.
    if (Date.now() > delivery.deadlineAt) throw new Error("delivery past its deadline");
    const { conversationId, prev, events, cursorSeq } = delivery;
    const listeners = this.#listeners();
    const answer = this.#feeds.deliver(delivery, listeners);
    // No `await` since: nothing leaves for the sockets before the mark is on disk.
    const shown = { headSeq: events.at(-1)?.seq ?? prev, cursorSeq };
    const { listed } = this.#inbox.noteDelivery(conversationId, shown, answer.state === "idle" && events.length > 0);
    // Only a convenience for those who watch: if it fails, the entry is stale and comes with the next sync.
    if (!listed && events.length > 0 && listeners.length > 0) this.ctx.waitUntil(this.#announce(conversationId));
    return answer;
  }

  async admit({ conversationId }: { conversationId: ConversationId }): Promise<void> {
    this.#inbox.admit(conversationId);
  }

  // ---- calls from the front door: sign-in and devices

  async beginLogin(): Promise<{ attemptId: string } | Refused> {
    return this.#loginAttempts.begin();
  }

  async failLogin({ attemptId }: { attemptId: string }): Promise<void> {
    const { locked } = this.#loginAttempts.fail(attemptId);
    if (!locked) return;
    // This call may be made again: under an id of its own the event is told once.
    this.#jobs.add("account-audit", { event: "sign-in-locked", userId: this.#userId, deviceId: null }, `locked-${attemptId}`);
    this.#startJobs();
  }

  /** An account's first sign-in comes with its registration, without a password to try. */
  async signIn({ attemptId, device }: { attemptId?: string; device: DeviceLogin }): Promise<DeviceGrant> {
    if (attemptId !== undefined) this.#loginAttempts.clear();
    const event = attemptId === undefined ? "registered" : "signed-in";
    const { grant, signedOut } = this.#audited(
      () => this.#devices.signIn(device),
      (change) => auditSignIn(this.#userId, event, { ...change.grant, platform: device.platform }, change.signedOut),
    );
    this.#closeDevices(signedOut);
    return grant;
  }

  async refresh({ grant }: { grant: DeviceGrant }): Promise<DeviceGrant | Refused> {
    const result = this.#audited(
      () => this.#devices.refresh(grant),
      (change) => auditRefresh(this.#userId, grant.deviceId, change),
    );
    this.#closeDevices(result.signedOut);
    return "grant" in result ? result.grant : { refusal: result.refusal };
  }

  async signOut(request: Caller & { target?: DeviceId }): Promise<{ signedOut: boolean } | Refused> {
    return this.#authorized(request, () => {
      const signedOut = this.#audited(
        () => this.#devices.signOut(request.target ?? request.deviceId),
        (deviceIds) => auditSignOut(this.#userId, request.deviceId, deviceIds),
      );
      this.#closeDevices(signedOut);
      return { signedOut: signedOut.length > 0 };
    });
  }

  async signOutOthers(request: Caller): Promise<{ signedOut: number } | Refused> {
    return this.#authorized(request, () => {
      const signedOut = this.#audited(
        () => this.#devices.signOutOthers(request.deviceId),
        (deviceIds) => auditSignOut(this.#userId, request.deviceId, deviceIds),
      );
      this.#closeDevices(signedOut);
      return { signedOut: signedOut.length };
    });
  }

  async listDevices(request: Caller): Promise<readonly Device[] | Refused> {
    return this.#authorized(request, () => this.#devices.list(request.deviceId));
  }

  async authorize(request: Caller): Promise<{ ok: true } | Refused> {
    return this.#authorized(request, () => ({ ok: true }) as const);
  }

  // ---- calls from the front door: conversations

  async openDirect(request: Caller & { peerId: UserId }): Promise<{ created: boolean; conversation: ConversationEntry } | Refused> {
    return this.#authorized(request, () => this.#conversations.openDirect(request.peerId));
  }

  async listInbox({ v, deviceId, ...page }: Caller & { since?: number; cursor?: string; limit: number }): Promise<InboxPage | Refused> {
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
  }: Caller & { conversationId: ConversationId; before?: number; after?: number; limit: number }): Promise<WholePage | Refused> {
    return this.#authorized({ v, deviceId }, () => this.#conversations.loadPage(conversationId, page));
  }

  // ---- what may happen later

  /** Takes up what a crash or the queue kept from being sent. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    await this.#jobs.flush();
  }

  // ---- inside

  /** A fact and the jobs that tell of it commit together; nobody waits for the queue. */
  #audited<T>(decide: () => T, tell: (decided: T) => readonly AuditEvent[]): T {
    const { decided, events } = this.ctx.storage.transactionSync(() => {
      const result = decide();
      const told = tell(result);
      for (const event of told) this.#jobs.add("account-audit", event);
      return { decided: result, events: told };
    });
    if (events.length > 0) this.#startJobs();
    return decided;
  }

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
    if (!this.#devices.isSignedIn(deviceId)) return refused("DEVICE_SIGNED_OUT");
    const retryAfterMs = this.#frameRate.take(Date.now());
    return retryAfterMs > 0 ? refused("RATE_LIMITED", retryAfterMs) : act();
  }

  /** Sockets outlive hibernation; one whose sync was cut off starts over with a new connection. */
  #wakeSockets(): void {
    for (const ws of this.ctx.getWebSockets()) {
      const attachment = ws.deserializeAttachment() as SocketAttachment | null;
      if (attachment === null || attachment.phase === "syncing") closeSocket(ws, 1012, "sync again");
      else this.#sockets.set(ws, new Socket(ws, attachment, this.#limits, Date.now()));
    }
  }

  /** The sockets that have begun to sync: the others get nothing yet. */
  #listeners(): Socket[] {
    return [...this.#sockets.values()].filter((socket) => socket.phase !== "new");
  }

  #closeDevices(deviceIds: readonly DeviceId[]): void {
    if (deviceIds.length > 0) this.#closeWhere((socket) => deviceIds.includes(socket.deviceId), "DEVICE_SIGNED_OUT");
  }

  /** A device that reconnects may have left dead sockets behind: the oldest go. */
  #closeBeyondLimit(deviceId: DeviceId): void {
    const own = [...this.#sockets.values()].filter((socket) => socket.deviceId === deviceId);
    const surplus = own.slice(0, Math.max(0, own.length - this.#limits.LIMIT_SOCKETS_PER_DEVICE));
    if (surplus.length > 0) this.#closeWhere((socket) => surplus.includes(socket), "REPLACED");
  }

  #closeWhere(which: (socket: Socket) => boolean, code: ErrorCode): void {
    for (const [ws, socket] of this.#sockets) {
      if (!which(socket)) continue;
      this.#sockets.delete(ws);
      socket.close(code);
    }
  }

  /** Shows a conversation that is new in the inbox to those who listen. */
  async #announce(conversationId: ConversationId): Promise<void> {
    try {
      const read = await this.#conversations.read(conversationId, null);
      if ("refusal" in read) return;
      const text = JSON.stringify(changedFrame(read.entry));
      for (const socket of this.#listeners()) socket.sendText(text);
    } catch (cause) {
      logError("new conversation not announced", cause, { conversationId });
    }
  }

  #welcome(deviceId: DeviceId): DownFrame {
    return {
      type: "welcome",
      userId: this.#userId,
      deviceId,
      serverTime: Date.now(),
      limits: {
        framesPerSecond: this.#limits.LIMIT_FRAMES_PER_SECOND,
        framesBurst: this.#limits.LIMIT_FRAMES_BURST,
        maxFramesPerSocketMessage: wireLimits.maxFramesPerSocketMessage,
        maxSocketMessageBytes: wireLimits.maxSocketMessageBytes,
        maxContentBytes: wireLimits.maxContentBytes,
      },
      reconnectDelayMs: this.#limits.RECONNECT_DELAY_MS,
    };
  }
}

/** An alarm wakes an object without telling its name. */
const loadOwner = (sql: SqlStorage): string | undefined =>
  sql.exec<{ user_id: string }>("SELECT user_id FROM owner").toArray()[0]?.user_id;
