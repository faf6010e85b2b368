// A user's session with its notices, queue, consumers and devices, for schedules of any order in which anything may be cut off.
import { Notifying } from "../../durable-objects/user-session/notifying/notifying.ts";
import { NoticeTable } from "../../durable-objects/user-session/notifying/notice-table.ts";
import { PushJobs } from "../../durable-objects/user-session/notifying/push-jobs.ts";
import { PushTaking } from "../../durable-objects/user-session/notifying/push-taking.ts";
import { TakingBack } from "../../durable-objects/user-session/notifying/taking-back.ts";
import { PushSubscriptions } from "../../durable-objects/user-session/notifying/push-subscriptions.ts";
import type { InboxRow } from "../../durable-objects/user-session/inbox/inbox-row.ts";
import { SettingsTable } from "../../durable-objects/user-session/inbox/settings-table.ts";
import { EventRun, packEvents } from "../../durable-objects/stream/event-run.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { defaultNotificationSettings } from "../../schema/protocol/notifications.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import {
  addressOf,
  type Clear,
  type SubjectId,
  type Push,
  type PushOutcome,
  type PushResult,
  type SettledPushes,
} from "../../schema/rpc/pushes.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

const me = "user_00000000000000000000000001" as UserId;
const peer = "user_00000000000000000000000002" as UserId;

/** A conversation, as the model knows it: who has written what, how far it was read, and whether the session hears of it. */
interface Talk {
  readonly id: ConversationId;
  head: number;
  cursor: number;
  /** Seqs of the peer's messages, and of those that are gone. */
  readonly messages: Set<number>;
  readonly gone: Set<number>;
  /** By message: the event that edited it last. */
  readonly edited: Map<number, number>;
  /** By their seqs: the events that recall or edit. */
  readonly changes: Map<number, { readonly type: string; readonly targetSeq: number }>;
  /** The user has not accepted who writes. */
  isRequest: boolean;
  /** The session answered `idle`, and nobody has read since. */
  isSilent: boolean;
  stale: boolean;
  summary: ConversationSummary | null;
}

/** What a device shows of a conversation: up to which event, and whose words. */
interface ShownNotice {
  readonly seq: number;
  readonly words: string;
}

type Kind = "web" | "webhook" | "apns";

/** Every push that a device's service took, and what the device shows then. */
interface Device {
  readonly id: DeviceId;
  readonly target: PushTarget;
  readonly canClear: boolean;
  readonly taken: Push[];
  readonly shows: Map<SubjectId, ShownNotice>;
}

/** A consumer's work: begun with a job, or taken by one that lingers, and cut off anywhere. */
export interface Work {
  readonly job: Job<"push">;
  /** The session knows that it may be settled later. */
  readonly mayLinger: boolean;
  /** The queue does not bring its job again. */
  isAcked: boolean;
  /** ms since 1970. */
  readonly begunAt: number;
  readonly told: readonly (Push | Clear)[];
  readonly results: PushResult[];
}

/** What an object has in memory. */
interface Instance {
  readonly jobs: PushJobs;
  readonly taking: PushTaking;
  readonly hearing: Notifying;
  readonly takingBack: TakingBack;
}

export class PushSimulation {
  now = 1_000_000;
  readonly talks: readonly Talk[];
  readonly devices: readonly Device[];
  /** Jobs in the queue; delivered in any order, and more than once. */
  queue: Job<"push">[] = [];
  /** How long each job was to wait in the queue, in seconds, in the order of sending. */
  readonly delays: number[] = [];
  works: Work[] = [];
  /** What the user has chosen. */
  readonly choices = { all: defaultNotificationSettings };
  /** Done once, when a conversation has answered what it is asked. */
  onceAsked: (() => void) | null = null;
  /** The queue takes nothing. */
  isQueueDown = false;
  readonly #storage = openSqlite();
  readonly #settings: SettingsTable;
  #instanceNow: Instance;
  #alarmAt: number | null = null;

  /** @param kinds of the devices */
  constructor(talks: number, kinds: readonly Kind[]) {
    for (const migration of userSessionMigrations) this.#storage.sql.exec(migration);
    this.#settings = new SettingsTable(this.#storage.sql);
    this.talks = Array.from({ length: talks }, (_, n) => ({
      id: `direct_${n}` as ConversationId,
      head: 0,
      cursor: 0,
      messages: new Set<number>(),
      gone: new Set<number>(),
      edited: new Map<number, number>(),
      changes: new Map<number, { readonly type: string; readonly targetSeq: number }>(),
      isRequest: false,
      isSilent: false,
      stale: false,
      summary: null,
    }));
    this.devices = kinds.map((kind, n) => ({
      id: `device_${n}` as DeviceId,
      target: targetOf(kind, `https://push.example.com/${n}`),
      canClear: kind !== "web",
      taken: [],
      shows: new Map(),
    }));
    const subscriptions = new PushSubscriptions(this.#storage.sql, () => true);
    for (const { id, target } of this.devices) subscriptions.put({ deviceId: id, family: "family", at: 0, target });
    this.#instanceNow = this.#instance();
  }

  /** The object loses its memory: what is stored stays. */
  crash(): void {
    this.#instanceNow = this.#instance();
  }

  #instance(): Instance {
    const subscriptions = new PushSubscriptions(this.#storage.sql, () => true);
    const notices = new NoticeTable(this.#storage.sql);
    const now = (): number => this.now;
    const arm = (): void => {
      const at = this.#instanceNow.jobs.dueAt();
      if (at !== null) this.#alarmAt = Math.min(at, this.#alarmAt ?? at);
    };
    const send = async (job: Job<"push">, options?: QueueSendOptions): Promise<void> => {
      if (this.isQueueDown) throw new Error("the queue is down");
      this.queue.push(job);
      this.delays.push(options?.delaySeconds ?? 0);
    };
    const queue = standInFor<Pick<Queue, "send">>({ send });
    const waitUntil = (doing: Promise<void>): void => void doing.catch(() => undefined);
    const jobs = new PushJobs({ userId: me, subscriptions, notices, queue, leftAt: () => 0, waitUntil, now });
    const { choices } = this;
    const takingBack = new TakingBack({ subscriptions, notices, jobs, choices, arm, now });
    const kept = {
      userId: me,
      subscriptions,
      notices,
      takingBack,
      inbox: {
        all: () => this.talks.map(rowOf),
        get: (id: ConversationId) => rowOf(this.#talk(id)),
        settings: this.#settings,
      },
      choices,
      news: { current: () => null },
      read: async (id: ConversationId, from: number | null) => {
        const talk = this.#talk(id);
        this.#read(talk);
        const meanwhile = this.onceAsked;
        this.onceAsked = null;
        meanwhile?.();
        const seqs = from === null ? [] : Array.from({ length: talk.head - from }, (_, n) => from + 1 + n);
        return { page: { events: seqs.map((seq) => ({ seq, frame: this.#frame(talk, seq) })), more: false } };
      },
      arm,
      now,
    };
    return {
      jobs,
      takingBack,
      taking: new PushTaking({ ...kept, jobs, budgets: { take: () => null } }),
      hearing: new Notifying({ ...kept, jobs, isLookedAt: () => false, digestHeard: () => {}, waitUntil }),
    };
  }

  #talk(id: ConversationId): Talk {
    const found = this.talks.find((talk) => talk.id === id);
    if (found === undefined) throw new Error(`no conversation ${id}`);
    return found;
  }

  unread({ cursor, messages, gone }: Talk): number {
    return [...messages].filter((seq) => seq > cursor && !gone.has(seq)).length;
  }

  #read(talk: Talk): void {
    talk.isSilent = false;
    talk.stale = false;
    const seq = Math.max(0, ...[...talk.messages].filter((one) => !talk.gone.has(one)));
    const text = `${seq} as of ${talk.edited.get(seq) ?? 0}`;
    talk.summary = {
      kind: "direct",
      peerId: peer,
      headSeq: talk.head,
      cursorSeq: talk.cursor,
      unread: this.unread(talk),
      mentions: 0,
      ...(talk.isRequest && { request: true as const }),
      preview: { seq, senderId: peer, type: "text", text, createdAt: this.now },
      activeAt: this.now,
    };
    this.#instanceNow.takingBack.read(talk.id, talk.summary);
  }

  /** The peer writes: the session hears of it, unless the conversation is silent. */
  write(talk: Talk): void {
    talk.messages.add(talk.head + 1);
    this.#commit(talk);
  }

  #commit(talk: Talk): void {
    talk.head += 1;
    if (talk.isSilent) return;
    talk.stale = true;
    const run = new EventRun(packEvents([{ seq: talk.head, frame: this.#frame(talk, talk.head) }]));
    const { cursor: cursorSeq } = talk;
    const heard = this.#instanceNow.hearing.hear(talk.id, run, { cursorSeq, unread: this.unread(talk) });
    talk.isSilent = heard !== "listening";
  }

  #frame({ messages, gone, changes }: Talk, seq: number): string {
    const change = changes.get(seq);
    if (!messages.has(seq)) return JSON.stringify({ ...change, seq, senderId: peer });
    const content = { type: gone.has(seq) ? "gone" : "text" };
    return JSON.stringify({ type: "new-message", seq, senderId: peer, content });
  }

  /** The user reads on some device. @param how the session learns of it; at the latest by the stream, unless that is silent */
  readUpTo(talk: Talk, seq: number, how: "syncs" | "answered" | "lost"): void {
    talk.cursor = Math.max(talk.cursor, Math.min(seq, talk.head));
    talk.stale = true;
    const soFar = { cursorSeq: talk.cursor, unread: this.unread(talk) };
    if (how !== "syncs") this.#instanceNow.jobs.used();
    if (how === "answered") this.#instanceNow.takingBack.read(talk.id, soFar);
    if (how === "syncs") this.#read(talk);
    if (!talk.isSilent) this.#instanceNow.hearing.hear(talk.id, nothingNew, soFar);
  }

  /** The peer takes the newest message back. */
  recall(talk: Talk): void {
    const newest = Math.max(0, ...talk.messages);
    if (newest === 0 || talk.gone.has(newest)) return;
    talk.gone.add(newest);
    talk.changes.set(talk.head + 1, { type: "message-recalled", targetSeq: newest });
    this.#commit(talk);
  }

  /** The peer writes the newest message anew. */
  edit(talk: Talk): void {
    const newest = Math.max(0, ...talk.messages);
    if (newest === 0 || talk.gone.has(newest)) return;
    talk.edited.set(newest, talk.head + 1);
    talk.changes.set(talk.head + 1, { type: "message-edited", targetSeq: newest });
    this.#commit(talk);
  }

  async ring(): Promise<void> {
    if (this.#alarmAt === null || this.#alarmAt > this.now) return;
    this.#alarmAt = null;
    await this.#instanceNow.jobs.run({ now: this.now }).catch(() => undefined);
    const at = this.#instanceNow.jobs.dueAt();
    if (at !== null) this.#alarmAt = at;
  }

  get alarmAt(): number | null {
    return this.#alarmAt;
  }

  /** A consumer begins with a job, which stays in the queue until it has ended, or until the consumer lingers. */
  async begin(job: Job<"push">, lingers: boolean): Promise<Work> {
    const taken = await this.#instanceNow.taking.take({ jobId: job.id, ...takes, ...(lingers && { lingers: true }) });
    return this.#works(job, taken, false);
  }

  #works(job: Job<"push">, taken: SettledPushes, isAcked: boolean): Work {
    const { pushes = [], clears = [], lingerMs, retryAfterMs } = taken;
    const mayLinger = lingerMs !== undefined && retryAfterMs === null;
    const work = { job, mayLinger, isAcked, begunAt: this.now, told: [...pushes, ...clears], results: [] };
    this.works.push(work);
    return work;
  }

  /** The service is asked for one push of a work. @param said what the consumer hears of it */
  send(work: Work, isTaken: boolean, said: PushOutcome): void {
    const told = work.told[work.results.length];
    if (told === undefined) return;
    const { deviceId, conversationId, seq, attempt, target } = told;
    const device = this.devices.find(({ id }) => id === deviceId);
    // Apple's service says the truth of what it has taken.
    const isLie = said.kind === "refused" && target.kind === "apns";
    if (isTaken && !isLie && device !== undefined) receive(device, told);
    const cleared = "cleared" in told && { cleared: told.cleared };
    work.results.push({
      deviceId,
      conversationId,
      seq,
      attempt,
      endpoint: addressOf(target),
      outcome: said,
      ...cleared,
    });
  }

  /** The consumer says what came of it. @returns whether the job is done */
  async settle({ job, results, isAcked }: Work): Promise<boolean> {
    const lingered = isAcked && { lingered: true as const };
    return (await this.#instanceNow.taking.settle({ jobId: job.id, results, ...lingered })).retryAfterMs === null;
  }

  /** One that lingers says so, and goes on with what has followed. */
  async settleAndTake({ job, results }: Work): Promise<Work> {
    const take = { ...takes, lingers: true } as const;
    const taken = await this.#instanceNow.taking.settle({ jobId: job.id, results, lingered: true, take });
    if (taken.retryAfterMs !== null) throw new Error("nobody brings the job again");
    return this.#works(job, taken, true);
  }
}

const takes = { kinds: ["web", "webhook", "apns"], clears: true } as const;
const nothingNew = new EventRun(packEvents([]));

function targetOf(kind: Kind, endpoint: string): PushTarget {
  switch (kind) {
    case "web":
      return { kind, endpoint, keys: { p256dh: "", auth: "" }, vapidKey: "" };
    case "webhook":
      return { kind, endpoint, secret: "" };
    case "apns":
      return { kind, token: endpoint, environment: "production" };
  }
}

/** As receivers do: what is older than what they show, or were told is over, changes nothing. */
function receive({ taken, shows }: Device, told: Push | Clear): void {
  const { conversationId, seq } = told;
  const takeBack = (id: SubjectId, upTo: number): void => {
    if ((shows.get(id)?.seq ?? Infinity) <= upTo) shows.delete(id);
  };
  if (!("about" in told)) return takeBack(conversationId, seq);
  taken.push(told);
  for (const one of told.cleared ?? []) takeBack(one.conversationId, one.seq);
  if ((shows.get(conversationId)?.seq ?? 0) >= seq) return;
  shows.set(conversationId, { seq, words: told.about.preview?.text ?? "" });
}

const rowOf = ({ id, stale, head, summary }: Talk): InboxRow => ({
  conversationId: id,
  stale,
  version: 1,
  headSeq: head,
  activeAt: 0,
  summary,
});
