// The parts of a made session, and which of them knows which: what each does is in its own file. Longer than 300 lines, because it
// is the one place where the parts meet; those of one concern are put together in their folder (`people/people-parts.ts`).
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationRpc } from "../../schema/rpc/conversation.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { HistoryShards } from "../conversation/projections/history/history-shards.ts";
import { HistoryStore } from "../conversation/projections/history/history-store.ts";
import type { AvatarTask } from "../avatars/sweep-avatars.ts";
import { callActor } from "../runtime/calls.ts";
import { DueTasks } from "../runtime/due-tasks.ts";
import { DueWork } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { JobOutbox } from "../runtime/job-outbox.ts";
import { readLimits } from "../runtime/limits.ts";
import type { Modules } from "../runtime/migrate.ts";
import { mayBeFile } from "../runtime/file-ids.ts";
import { conversationStub, fleetStub, sharedFileStub } from "../runtime/stubs.ts";
import { Feeds } from "../sockets/feeds.ts";
import { isSampled, SocketReports } from "../sockets/socket-reports.ts";
import { SocketSet } from "../sockets/socket-set.ts";
import { Account, type AccountTask } from "./account/account.ts";
import { readLoginPolicy } from "./account/login-policy.ts";
import { OwnAvatar } from "./account/own-avatar.ts";
import { OperatorActs } from "./account/operator-acts.ts";
import { Privacy } from "./account/privacy.ts";
import { Suspensions } from "./account/suspensions.ts";
import { Budgets } from "./budgets/budgets.ts";
import { ChargedCalls } from "./budgets/charged-calls.ts";
import { Conversations } from "./inbox/conversations.ts";
import { Inbox } from "./inbox/inbox.ts";
import { Stars } from "./inbox/stars.ts";
import { GroupCreations } from "./making/group-creations.ts";
import { IdempotencyKeys, type MakingTask } from "./making/idempotency-keys.ts";
import { tellRefreshed } from "./inbox/tell-refreshed.ts";
import { assemblePeople } from "./people/people-parts.ts";
import { assembleEnding } from "./leaving/assemble-ending.ts";
import { Leaving } from "./leaving/leaving.ts";
import { assembleMail, type MailParts } from "./mail/mail-parts.ts";
import { assembleNotifying, type NotifyingParts } from "./notifying/assemble-notifying.ts";
import { MessageChanges } from "./sending/message-changes.ts";
import { announceScheduled } from "./scheduled/announce-scheduled.ts";
import { assembleScheduled } from "./scheduled/scheduled-parts.ts";
import { assembleHosts } from "./session-hosts.ts";
import { announceEntry } from "./syncing/deliveries.ts";

/** Deadline for all waiting jobs: ten batches, which a queue usually takes at once. */
const jobsDeadlineMs = 60_000;

export type SessionParts = ReturnType<typeof assembleSession>;

export const sessionModules: Modules = { "user-session": userSessionMigrations, due: dueMigrations };

/** The object has its tables. */
export function assembleSession(ctx: DurableObjectState, env: Env) {
  const { sql } = ctx.storage;
  const limits = readLimits(env);
  const now = (): number => Date.now();
  const waitUntil = (doing: Promise<void>): void => ctx.waitUntil(doing);
  const arm = (): void => dueWork.arm();
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const userId = (ctx.id.name ?? loadOwner(sql) ?? "") as UserId;
  const sockets = new SocketSet(
    ctx,
    userId,
    limits,
    (signIn) => (account.isCurrent(signIn) ? null : account.endedBy),
    () => {
      reports?.changed();
      people.presence.own.look();
    },
  );
  const oneIn = limits.SOCKET_SAMPLE_ONE_IN;
  const reports = isSampled(userId, oneIn)
    ? new SocketReports({
        open: () => sockets.size,
        tell: (open) => callActor(() => fleetStub(env).tellSockets({ userId, sockets: open, oneIn })),
        now,
        wait,
      })
    : null;
  const listeners = () => sockets.listeners();
  const budgets = new Budgets({
    sql,
    limits,
    now,
    kept: () => sockets.keptBudgets(),
    keep: (state) => sockets.keepBudget(state),
    hasSocket: () => sockets.hasSocket,
  });
  const inbox = new Inbox(sql, (entry) => announceEntry(listeners(), entry), now, {
    has: (id) => people.blocks.has(id),
  });
  const privacy = new Privacy({ sql, kv: ctx.storage.kv, userId, isFriend: (id) => people.friends.isFriend(id) });
  const suspensions = new Suspensions(sql, now);
  const outbox: JobOutbox = new JobOutbox({
    sql,
    queue: env.JOBS,
    now,
    arm,
    settleMs: Number(env.JOBS_SETTLE_MS),
  });
  const leaving = new Leaving({ sql, userId, limits, jobs: outbox, now });
  const tasks = new DueTasks<AccountTask | MakingTask | AvatarTask>(sql, {
    "forget-device": (_deviceId, dueNow) => {
      budgets.settle();
      account.forgetSignedOut(dueNow);
    },
    "forget-keys": (_key, dueNow) => idempotencyKeys.forget(dueNow),
    "sweep-avatars": (_key, dueNow) => avatar.sweep(dueNow),
  });
  const avatar = new OwnAvatar({ userId, bucket: env.FILES, directory: env.DIRECTORY, tasks, arm, now });
  const jobs = { deadlineMs: jobsDeadlineMs, dueAt: () => outbox.dueAt(), run: () => outbox.flush() };
  const filesHost = {
    userId,
    isFileId: (fileId: FileId) => mayBeFile(env, fileId),
    file: (fileId: FileId) => sharedFileStub(env, fileId),
  };
  const scheduled = assembleScheduled({
    ...filesHost,
    sql,
    transaction: (act) => ctx.storage.transactionSync(act),
    now,
    arm,
    changed: (revision) => announceScheduled(listeners(), revision),
    send: (conversationId, messages) => conversations.send(conversationId, messages),
    refusal: () => suspensions.refusal() ?? leaving.refusal(),
    isIn: (conversationId) => {
      const row = inbox.get(conversationId);
      return row !== null && row.summary?.left !== true;
    },
    pay: (costs) => budgets.take(costs),
  });
  const refresh = (conversationId: ConversationId): Promise<void> =>
    tellRefreshed({ conversations, announce: (entry) => announceEntry(listeners(), entry) }, conversationId);
  const people = assemblePeople({
    sql,
    env,
    userId,
    sockets,
    budgets,
    inbox,
    privacy,
    leaving,
    refresh,
    chosen: (copy) => {
      outbox.add("directory-choices", { userId, ...copy });
      startJobs();
    },
    news: () => notifying.news,
    arm,
    waitUntil,
    now,
    wait,
  });
  const { blocks, friends, presence } = people;
  const notifying: NotifyingParts = assembleNotifying({
    sql,
    userId,
    queue: env.JOBS,
    sockets,
    inbox,
    budgets,
    people,
    account: () => account,
    conversations: () => conversations,
    digest: () => mail.digest,
    arm,
    waitUntil,
    now,
  });
  const mail: MailParts = assembleMail({
    sql,
    userId,
    choices: notifying.choices,
    inbox,
    budgets,
    jobs: outbox,
    read: (conversationId, from) => conversations.read(conversationId, from),
    refusal: () => suspensions.refusal() ?? leaving.refusal(),
    startJobs: () => startJobs(),
    arm,
    now,
  });
  const ending = assembleEnding({
    storage: ctx.storage,
    env,
    userId,
    leaving,
    inbox,
    people,
    notifying,
    mail,
    scheduledFiles: scheduled.files,
    account: () => account,
    arm,
    startJobs: () => startJobs(),
    now,
  });
  const kinds = {
    jobs,
    tasks,
    scheduled: scheduled.sending,
    "scheduled files": scheduled.files,
    blocks,
    friends,
    ending,
    presence: presence.own,
    pushes: notifying.jobs,
    digests: mail.digest,
  };
  const dueWork = new DueWork(ctx.storage, kinds, now, { userId });
  const startJobs = (): void => {
    // An alarm starts an object without telling it its name.
    sql.exec("INSERT INTO owner VALUES (?) ON CONFLICT DO NOTHING", userId);
    // Also sets the alarm for the account's tasks.
    ctx.waitUntil(outbox.start());
  };
  const signedOut = (deviceIds: readonly DeviceId[], code?: ErrorCode): void => {
    notifying.signedOut(deviceIds);
    sockets.closeDevices(deviceIds, code);
  };
  const ofAccount = { storage: ctx.storage, userId, suspensions, jobs: outbox, now, startJobs };
  const loginPolicy = readLoginPolicy(env);
  const account: Account = new Account({ ...ofAccount, limits, tasks, leaving, loginPolicy, signedOut });
  const refuseWaiting = (): void => conversations.refuseWaiting();
  const operatorActs = new OperatorActs({ ...ofAccount, account, close: signedOut, refuseWaiting });
  operatorActs.endWhatRollbackBegan();
  const charged = new ChargedCalls(budgets, inbox, limits);
  const feeds = new Feeds();
  const history = new HistoryStore(new HistoryShards(env).homesOf, env.ARCHIVE);
  const conversationOf = (id: ConversationId): ConversationRpc => conversationStub(env, id);
  const conversations = new Conversations(
    userId,
    conversationOf,
    inbox,
    feeds,
    history,
    (conversationId, headSeq) => feeds.setBack(conversationId, headSeq, listeners()),
    budgets,
    charged,
    privacy,
    {
      ...filesHost,
      mayAskPreviews: () => budgets.waitFor("previews", 1) === 0,
      chargePreviews: () => void budgets.take({ previews: 1 }),
    },
    { read: (id, soFar) => notifying.takingBack.read(id, soFar), used: () => notifying.jobs.used() },
  );
  const changes = new MessageChanges({
    userId,
    stub: conversationOf,
    inbox,
    feeds,
    queue: conversations.queue,
    budgets,
    history,
    charged,
    tellRefreshed: (conversationId) => waitUntil(refresh(conversationId)),
  });
  const stars = new Stars({
    sql,
    budgets,
    inbox,
    conversations,
    now,
    tell: (frame) => {
      for (const socket of listeners()) socket.sendText(JSON.stringify(frame));
    },
  });
  const groupCreations = new GroupCreations(sql, limits, inbox);
  const idempotencyKeys = new IdempotencyKeys(sql, tasks, arm);
  const hosts = assembleHosts({
    env,
    userId,
    limits,
    sockets,
    account,
    avatar,
    budgets,
    charged,
    privacy,
    inbox,
    feeds,
    history,
    conversations,
    changes,
    stars,
    people,
    notifying,
    mail,
    scheduled,
    groupCreations,
    idempotencyKeys,
    conversationOf,
    listeners,
    renewing: () => reports?.changed(),
    waitUntil,
    now,
  });
  return {
    userId,
    limits,
    account,
    operatorActs,
    sockets,
    inbox,
    people,
    leaving,
    ending,
    mail,
    pushTaking: notifying.taking,
    takingBack: notifying.takingBack,
    entryChanged: (conversationId: ConversationId): void => {
      inbox.markStale(conversationId);
      if (listeners().length > 0) waitUntil(refresh(conversationId));
    },
    groupCreations,
    idempotencyKeys,
    conversations,
    budgets,
    ...hosts,
    dueWork,
  };
}

/** An alarm starts an object without telling it its name. */
const loadOwner = (sql: SqlStorage): string | undefined =>
  sql.exec<{ user_id: string }>("SELECT user_id FROM owner").toArray()[0]?.user_id;
