// What a user's session is once it is made: the sockets of all their devices, who is signed in, and the inbox.
import { isGroupId, type ConversationId, type DeviceId, type UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { limited, refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { GroupRpc } from "../../schema/rpc/group.ts";
import type { Answer, Question } from "../../schema/rpc/session-questions.ts";
import {
  readSocketCaller,
  type Caller,
  type Delivery,
  type DeliveryAnswer,
  type DeviceGrant,
  type IssuedGrant,
  type KnownDevice,
  type SignIn,
  type SocketAttachment,
  type UserBudget,
  type UserSessionRpc,
} from "../../schema/rpc/user-session.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { HistoryShards } from "../conversation/projections/history/history-shards.ts";
import { HistoryStore } from "../conversation/projections/history/history-store.ts";
import { DueTasks } from "../runtime/due-tasks.ts";
import { DueWork } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { JobOutbox } from "../runtime/job-outbox.ts";
import { readLimits } from "../runtime/limits.ts";
import { migrate } from "../runtime/migrate.ts";
import { conversationStub, groupStub } from "../runtime/stubs.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";
import { verifyAccessToken } from "../runtime/verify-token.ts";
import { Feeds } from "../sockets/feeds.ts";
import type { Socket } from "../sockets/socket.ts";
import { SocketSet } from "../sockets/socket-set.ts";
import { Account, type AccountTask } from "./account/account.ts";
import { accountAnswers } from "./account/account-answers.ts";
import { answerQuestion, type AnswersHost } from "./answers.ts";
import { Budgets } from "./budgets/budgets.ts";
import { refusedUpgrade } from "./budgets/refused-upgrade.ts";
import { ChargedCalls } from "./budgets/charged-calls.ts";
import { Conversations } from "./inbox/conversations.ts";
import { Inbox } from "./inbox/inbox.ts";
import { inboxAnswers } from "./inbox/inbox-answers.ts";
import { changeGroup, groupChangeAnswers, type GroupChangesHost } from "./making/group-changes.ts";
import { GroupCreations } from "./making/group-creations.ts";
import { IdempotencyKeys, type MakingTask } from "./making/idempotency-keys.ts";
import { makingAnswers } from "./making/making-answers.ts";
import { sendingAnswers } from "./sending/sending-answers.ts";
import { receiveMessage, type FrameHost } from "./socket-frames.ts";
import { announceEntry, takeDelivery, type DeliveriesHost } from "./syncing/deliveries.ts";

/** Deadline for all waiting jobs: ten batches, which a queue usually takes at once. */
const jobsDeadlineMs = 60_000;

export class SessionCore implements UserSessionRpc {
  readonly #ctx: DurableObjectState;
  readonly #env: Env;
  readonly #account: Account;
  readonly #sockets: SocketSet;
  readonly #inbox: Inbox;
  readonly #groupCreations: GroupCreations;
  readonly #idempotencyKeys: IdempotencyKeys;
  readonly #conversations: Conversations;
  readonly #budgets: Budgets;
  readonly #answersHost: AnswersHost;
  readonly #frameHost: FrameHost;
  readonly #deliveriesHost: DeliveriesHost;
  readonly #jobs: JobOutbox;
  readonly #userId: UserId;
  readonly #limits: Limits;
  readonly #dueWork: DueWork;
  /** Logins by Workers of the version before, which count nothing themselves: 5 per 15 minutes and life of this object. */
  readonly #oldLogins = new TokenBucket(5 / 900, 5, Date.now());

  /** Migrates the object's tables. */
  constructor(ctx: DurableObjectState, env: Env) {
    this.#ctx = ctx;
    this.#env = env;
    migrate(ctx.storage, { "user-session": userSessionMigrations, due: dueMigrations });
    const { sql } = ctx.storage;
    const limits = readLimits(env);
    const now = (): number => Date.now();
    this.#userId = (ctx.id.name ?? loadOwner(sql) ?? "") as UserId;
    this.#limits = limits;
    this.#sockets = new SocketSet(ctx, this.#userId, limits, (signIn) => this.#account.isCurrent(signIn));
    this.#jobs = new JobOutbox({
      sql,
      queue: env.JOBS,
      now,
      arm: () => this.#dueWork.arm(),
      settleMs: Number(env.JOBS_SETTLE_MS),
    });
    const tasks = new DueTasks<AccountTask | MakingTask>(sql, {
      "forget-device": (_deviceId, dueNow) => {
        this.#budgets.settle();
        this.#account.forgetSignedOut(dueNow);
      },
      "forget-keys": (_key, dueNow) => this.#idempotencyKeys.forget(dueNow),
    });
    const jobs = { deadlineMs: jobsDeadlineMs, dueAt: () => this.#jobs.dueAt(), run: () => this.#jobs.flush() };
    this.#dueWork = new DueWork(ctx.storage, { jobs, tasks }, now, { userId: this.#userId });
    this.#account = new Account({
      storage: ctx.storage,
      userId: this.#userId,
      limits,
      jobs: this.#jobs,
      tasks,
      now,
      startJobs: () => this.#startJobs(),
      signedOut: (deviceIds) => this.#sockets.closeDevices(deviceIds),
    });
    const listeners = () => this.#sockets.listeners();
    const budgets = new Budgets({
      sql,
      limits,
      now,
      kept: () => this.#sockets.keptBudgets(),
      keep: (state) => this.#sockets.keepBudget(state),
      hasSocket: () => this.#sockets.hasSocket,
    });
    this.#budgets = budgets;
    const inbox = new Inbox(sql, (entry) => announceEntry(listeners(), entry));
    const charged = new ChargedCalls(budgets, inbox, limits);
    const feeds = new Feeds();
    const history = new HistoryStore(new HistoryShards(env).homesOf, env.ARCHIVE);
    const conversations = new Conversations(
      this.#userId,
      (id) => conversationStub(env, id),
      inbox,
      feeds,
      history,
      (conversationId, headSeq) => feeds.setBack(conversationId, headSeq, listeners()),
      budgets,
      charged,
    );
    this.#inbox = inbox;
    this.#groupCreations = new GroupCreations(sql, limits, inbox);
    this.#idempotencyKeys = new IdempotencyKeys(sql, tasks, () => this.#dueWork.arm());
    this.#conversations = conversations;
    this.#deliveriesHost = { feeds, inbox, conversations, listeners, now, waitUntil: (doing) => ctx.waitUntil(doing) };
    const stub = (id: ConversationId): GroupRpc => groupStub(env, id);
    const groupChanges: GroupChangesHost = { userId: this.#userId, charged, stub };
    const frameRate = new TokenBucket(limits.LIMIT_FRAMES_PER_SECOND, limits.LIMIT_FRAMES_BURST, now());
    this.#answersHost = {
      answers: {
        ...accountAnswers(this.#account, budgets),
        ...inboxAnswers(conversations),
        ...makingAnswers({
          keys: this.#idempotencyKeys,
          groupCreations: this.#groupCreations,
          now,
          changeGroup: (groupId, op) => changeGroup(groupChanges, groupId, op),
        }),
        ...sendingAnswers(conversations),
        ...groupChangeAnswers(groupChanges),
      },
      frameRate,
      budgets,
      accepts: (caller) => this.#account.accept(caller) !== null,
      now,
    };
    this.#frameHost = {
      userId: this.#userId,
      limits,
      conversations,
      frameRate,
      now,
      close: (socket, code) => this.#sockets.close(socket, code),
      admits: (socket) => this.#sockets.admits(socket),
      renew: (socket, accessToken) => this.#renew(socket, accessToken),
      syncHost: {
        inbox,
        feeds,
        read: (conversationId, from) => conversations.read(conversationId, from),
        isOpen: (socket) => this.#sockets.admits(socket),
        pay: (costs) => budgets.take(costs),
        now,
      },
    };
  }

  // ---- sockets

  /** The WebSocket upgrade, forwarded by the Worker, which has verified the token. */
  async fetch(request: Request): Promise<Response> {
    const { caller, authUntil = Date.now() + this.#limits.ACCESS_TOKEN_SECONDS * 1_000 } = readSocketCaller(
      request.headers,
    );
    const family = this.#account.accept(caller);
    if (family === null) return new Response(null, { status: 401 });
    const { deviceId } = caller;
    this.#budgets.reserveWith((state) => this.#account.touch(deviceId, state));
    const refusal = this.#budgets.take({ sockets: 1 }, true);
    if (refusal !== null) return refusedUpgrade(refusal);
    return this.#sockets.accept({ deviceId, family, authUntil }, request.headers.has("sec-websocket-protocol"));
  }

  async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const socket = this.#sockets.get(ws);
    if (socket === undefined) return;
    await receiveMessage(this.#frameHost, socket, message);
  }

  webSocketClose(ws: WebSocket): void {
    this.#forget(ws);
  }

  webSocketError(ws: WebSocket): void {
    this.#forget(ws);
  }

  // ---- calls from conversations

  async deliver(delivery: Delivery): Promise<DeliveryAnswer> {
    return takeDelivery(this.#deliveriesHost, delivery);
  }

  async admit({ conversationId }: { conversationId: ConversationId }): Promise<void> {
    this.#inbox.admit(conversationId, isGroupId(conversationId));
  }

  // ---- calls from the Worker

  async beginLogin(): Promise<{ attemptId: string } | Refused> {
    const retryAfterMs = this.#oldLogins.take(Date.now());
    return retryAfterMs > 0 ? refused("RATE_LIMITED", retryAfterMs) : { attemptId: crypto.randomUUID() };
  }

  async failLogin(): Promise<void> {}

  async signIn(request: SignIn): Promise<(IssuedGrant & { secretId: string }) | Refused> {
    this.#budgets.settle();
    return this.#account.signIn(request);
  }

  async knowsDevice({ deviceId, secretId }: KnownDevice): Promise<boolean> {
    return this.#account.knows(deviceId, secretId);
  }

  async passwordChanged(request: { deviceId: DeviceId; passwordVersion: number }): Promise<{ secretId: string }> {
    return { secretId: this.#account.passwordChanged(request.deviceId, request.passwordVersion) };
  }

  async refresh({ grant }: { grant: DeviceGrant }): Promise<IssuedGrant | Refused> {
    // A token of a family that has ended must not use up what the user's devices need.
    const retryAfterMs = this.#budgets.waitFor("refreshes", 1);
    if (retryAfterMs > 0) return limited("refreshes", retryAfterMs);
    const next = this.#account.refresh(grant);
    if (!("refusal" in next)) this.#budgets.take({ refreshes: 1 });
    return next;
  }

  async revoke({ grant }: { grant: DeviceGrant }): Promise<void> {
    this.#account.revoke(grant);
  }

  async ask<Q extends Question>(request: Caller & { question: Q }): Promise<Answer<Q["kind"]> | Refused> {
    return answerQuestion(this.#answersHost, request, request.question);
  }

  async releaseGroup({ conversationId }: { conversationId: ConversationId }): Promise<void> {
    this.#groupCreations.release(conversationId);
  }

  async noteMade({ key }: { key: string }): Promise<void> {
    this.#idempotencyKeys.noteMade(key);
  }

  /**
   * Not rate-limited: it follows a change that was judged and done, and a refusal would make that change look refused.
   */
  async openGroup(request: { conversationId: ConversationId }): Promise<{ conversation: ConversationEntry } | Refused> {
    return this.#conversations.openGroup(request.conversationId);
  }

  // ---- work at a time

  async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.#dueWork.ring(info?.isRetry);
  }

  // ---- calls from operators

  async budget(): Promise<UserBudget> {
    return { factor: this.#budgets.factor, budgets: this.#budgets.usage() };
  }

  async setBudgetFactor({ factor }: { factor: number }): Promise<void> {
    this.#budgets.setFactor(factor);
  }

  // ---- inside

  /** The closed socket may be the one that held the budgets. */
  #forget(ws: WebSocket): void {
    const attachment = ws.deserializeAttachment() as SocketAttachment | null;
    this.#sockets.forget(ws);
    this.#budgets.closed(attachment?.budget);
  }

  /** @returns NOT_AUTHENTICATED, TOKEN_EXPIRED, DEVICE_SIGNED_OUT */
  async #renew(socket: Socket, accessToken: string): Promise<{ ok: true } | Refused> {
    const identity = await verifyAccessToken(accessToken, this.#env);
    if ("refusal" in identity) return identity;
    const { userId, grant, expiresAt } = identity;
    const { deviceId, family } = socket.signIn;
    const isSame = userId === this.#userId && grant.deviceId === deviceId && grant.family === family;
    if (!isSame) return refused("NOT_AUTHENTICATED");
    if (this.#account.accept(grant) === null) return refused("DEVICE_SIGNED_OUT");
    // Within the tolerance of the verification.
    if (expiresAt <= Date.now()) return refused("TOKEN_EXPIRED");
    socket.renewUntil(expiresAt);
    return { ok: true };
  }

  /** Also sets the alarm for the account's tasks. */
  #startJobs(): void {
    this.#ctx.storage.sql.exec("INSERT INTO owner VALUES (?) ON CONFLICT DO NOTHING", this.#userId);
    this.#ctx.waitUntil(this.#jobs.start());
  }
}

/** An alarm starts an object without telling it its name. */
const loadOwner = (sql: SqlStorage): string | undefined =>
  sql.exec<{ user_id: string }>("SELECT user_id FROM owner").toArray()[0]?.user_id;
