// Random schedules of what people do to messages, against a recount: the log's own flushes, checkpoints and cold starts
// over rows in memory, without SQL.
import { Checkpoints } from "../../durable-objects/conversation/log/checkpoints.ts";
import { restoreLog } from "../../durable-objects/conversation/log/cold-start.ts";
import type { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { Flush } from "../../durable-objects/conversation/log/flush.ts";
import { LateLookups } from "../../durable-objects/conversation/log/late-lookups.ts";
import {
  LogRow,
  packRows,
  type NewRow,
  type PackedRow,
  type StoredCursor,
} from "../../durable-objects/conversation/log/log-row.ts";
import { countsIn, readerOf, type LogState } from "../../durable-objects/conversation/log/log-state.ts";
import type { ReaderStore, StoredCheckpoint } from "../../durable-objects/conversation/log/reader-store.ts";
import type { Submissions } from "../../durable-objects/conversation/log/submissions.ts";
import type { FlushRules } from "../../durable-objects/conversation/ops/operation.ts";
import type { OwnChain } from "../../durable-objects/conversation/readers/readers.ts";
import { emptyChain } from "../../durable-objects/conversation/readers/readers.ts";
import { Random } from "../../lab/kit/random.ts";
import { everyone, type UserId } from "../../schema/protocol/ids.ts";
import type { StateStore } from "../../durable-objects/conversation/states/state-store.ts";
import { standInFor } from "./stand-in-for.ts";
import { item, uuidV7 } from "./test-log.ts";

const people = ["user_ann", "user_ben", "user_cat", "user_dan"] as readonly string[] as readonly UserId[];
const bigEra = 65_536;

interface Message {
  readonly seq: number;
  readonly ordinal: number;
  readonly senderId: UserId;
  mentions: readonly UserId[];
  isRemoved: boolean;
  readonly hiddenFrom: Set<UserId>;
}

/** What stands in storage: rows as text. */
class Stored {
  readonly rows: PackedRow[] = [];
  readonly events: EventStore;
  readonly readers: ReaderStore;
  checkpoint: StoredCheckpoint | null = null;
  #cursors: StoredCursor[] = [];
  readonly #former = new Map<UserId, OwnChain>();
  readonly #read = new Map<number, LogRow>();

  constructor() {
    this.events = standInFor<EventStore>({
      floorSeq: 0,
      insert: (row: NewRow) => this.rows.push(...packRows(row, bigEra)),
      event: (seq: number) => this.#rowOf(seq).event(seq),
      loudAt: (seq: number) => this.#rowOf(seq).loud,
      replay: (afterSeq: number) => this.rows.filter(({ lastSeq }) => lastSeq > afterSeq).map((row) => new LogRow(row)),
    });
    this.readers = standInFor<ReaderStore>({
      checkpoint: () => this.checkpoint,
      settledWithHistory: () => 0,
      saveCheckpoint: (checkpoint: StoredCheckpoint) => (this.checkpoint = checkpoint),
      cursorsSince: (seq: number) => this.#cursors.filter(({ atSeq }) => atSeq >= seq),
      saveCursor: (n: number, cursor: StoredCursor) => (this.#cursors = [...this.#cursors.slice(0, n - 1), cursor]),
      formerOwn: (userId: UserId) => this.#former.get(userId) ?? emptyChain,
      saveFormerOwn: (userId: UserId, own: OwnChain) => this.#former.set(userId, own),
    });
  }

  #rowOf(seq: number): LogRow {
    const at = this.rows.findLastIndex(({ firstSeq }) => firstSeq <= seq);
    let row = this.#read.get(at);
    if (row === undefined) this.#read.set(at, (row = new LogRow(this.rows[at] as PackedRow)));
    return row;
  }
}

/** One conversation and the plain truth about it. */
class CountsRun {
  readonly #random: Random;
  readonly #stored = new Stored();
  readonly #messages: Message[] = [];
  readonly #cursors = new Map<UserId, number>();
  readonly #members = new Set<UserId>();
  #state: LogState;
  #checkpoints: Checkpoints;
  #flush: Flush<never, never> | null = null;
  #leavers = new Set<UserId>();
  #ids = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    const restored = restoreLog(this.#stored.events, this.#stored.readers);
    this.#state = restored.state;
    this.#checkpoints = new Checkpoints(this.#stored.readers, restored);
  }

  /** The first difference, or null. */
  run(steps: number): string | null {
    const first = people.slice(0, 3);
    // In a direct conversation nobody joins: who has not said or read anything is a member all the same.
    if (this.#random.chance(0.5)) for (const userId of first) this.#members.add(userId);
    else this.#together(() => this.#join(first));
    for (let step = 0; step < steps; step++) {
      const what = this.#random.weighted({ together: 8, restart: 2, checkpoint: 1 });
      if (what === "restart") this.#restart();
      else if (what === "checkpoint") this.#checkpoints.saveSettled(this.#state);
      else
        this.#together(() => {
          for (let left = this.#random.between(1, 4); left > 0; left--) this.#act();
        });
      const wrong = this.#difference(what);
      if (wrong !== null) return `step ${step}: ${wrong}`;
    }
    this.#restart();
    return this.#difference("last restart");
  }

  #together(act: () => void): void {
    const { events: store, readers } = this.#stored;
    const rules: FlushRules<never, never> = {
      isMember: (userId) => this.#members.has(userId),
      sees: () => true,
      judge: () => null,
      change: (_, change) => change,
      reach: () => this.#members.size,
      leavers: () => this.#leavers,
      save: () => {},
      committed: () => {},
    };
    this.#leavers = new Set();
    const lateLookups = new LateLookups(1_000, () => 0);
    const flush = new Flush<never, never>(this.#state, {
      store,
      readers,
      submissions: standInFor<Submissions>({}),
      lateLookups,
      states: standInFor<StateStore>({}),
      rules,
      now: 0,
      settledSeq: 0,
      isFull: false,
    });
    this.#flush = flush;
    act();
    flush.save();
    const checkpoint = this.#checkpoints.save(flush, 0);
    this.#state = flush.draft.finish();
    this.#checkpoints.committed(flush, 0, checkpoint);
  }

  get #now(): Flush<never, never> {
    if (this.#flush === null) throw new Error("nothing happens outside a flush");
    return this.#flush;
  }

  #act(): void {
    const random = this.#random;
    const member = random.pick([...this.#members]);
    const present = this.#messages.filter(({ isRemoved }) => !isRemoved);
    const message = random.pickOrNone(present.slice(-8));
    switch (random.weighted({ send: 6, read: 4, edit: 3, recall: 2, expire: 1, hide: 2, come: 1, go: 1, nothing: 1 })) {
      case "send":
        return this.#send(member);
      case "read":
        return this.#now.draft.headSeq > 0 ? this.#read(member, random.between(1, this.#now.draft.headSeq)) : undefined;
      case "edit":
        return message === undefined ? undefined : this.#edit(message, this.#mentions());
      case "recall":
        return message === undefined ? undefined : this.#remove([message]);
      case "expire":
        return this.#remove(present.slice(0, random.between(1, 3)));
      case "hide":
        return message === undefined ? undefined : this.#hide(member, message);
      case "come":
        return this.#join(people.filter((one) => !this.#members.has(one)).slice(0, 1));
      case "go":
        return this.#members.size > 1 ? this.#leave(member) : undefined;
      case "nothing":
        return this.#happens(member);
    }
  }

  #mentions(): readonly UserId[] {
    const some = [...this.#members].filter(() => this.#random.chance(0.3));
    return this.#random.chance(0.2) ? [everyone, ...some] : some;
  }

  #send(senderId: UserId): void {
    const mentions = this.#mentions();
    const before = this.#now.draft.headSeq;
    const sent = item(uuidV7(0, ++this.#ids), "hi", mentions);
    const { seq } = this.#now.appendMessage({ senderId, item: sent, isFresh: true });
    if (this.#cursorOf(senderId) === before) this.#cursors.set(senderId, seq);
    const { ordinal } = this.#now.draft;
    this.#messages.push({ seq, ordinal, senderId, mentions, isRemoved: false, hiddenFrom: new Set() });
  }

  #read(userId: UserId, seq: number): void {
    this.#now.moveCursor(userId, seq);
    this.#cursors.set(userId, Math.max(seq, this.#cursorOf(userId)));
  }

  #edit(message: Message, mentions: readonly UserId[]): void {
    const { seq, ordinal, senderId, mentions: before } = message;
    this.#happens(senderId);
    this.#now.amend({ seq, ordinal, senderId, before, after: mentions });
    message.mentions = mentions;
  }

  #remove(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    this.#happens(this.#random.pick(people));
    for (const message of messages) {
      const { seq, ordinal, senderId, mentions } = message;
      this.#now.amend({ seq, ordinal, senderId, before: mentions, after: null });
      message.isRemoved = true;
    }
  }

  #hide(userId: UserId, { seq, senderId, mentions, hiddenFrom }: Message): void {
    this.#now.hide(userId, { seq, senderId, mentions });
    hiddenFrom.add(userId);
  }

  #happens(actorId: UserId): void {
    this.#now.appendEvents([{ type: "something-else", actorId }]);
  }

  #join(userIds: readonly UserId[]): void {
    if (userIds.length === 0) return;
    for (const userId of userIds) {
      this.#members.add(userId);
      this.#leavers.delete(userId);
    }
    const [actorId] = userIds as [UserId];
    const joined = {
      type: "member-changed",
      actorId,
      userIds,
      change: { kind: "joined", how: "free", role: "member" },
    };
    this.#now.appendEvents([joined]);
    for (const userId of userIds) this.#cursors.set(userId, this.#now.draft.headSeq);
  }

  #leave(userId: UserId): void {
    this.#happens(userId);
    this.#members.delete(userId);
    this.#leavers.add(userId);
  }

  #restart(): void {
    const restored = restoreLog(this.#stored.events, this.#stored.readers);
    this.#state = restored.state;
    this.#checkpoints = new Checkpoints(this.#stored.readers, restored);
  }

  #cursorOf(userId: UserId): number {
    return this.#cursors.get(userId) ?? 0;
  }

  #difference(when: string): string | null {
    for (const userId of this.#members) {
      const cursor = this.#cursorOf(userId);
      const unread = this.#messages.filter(
        ({ seq, senderId, isRemoved, hiddenFrom }) =>
          seq > cursor && senderId !== userId && !isRemoved && !hiddenFrom.has(userId),
      );
      const mentions = unread.filter((one) => one.mentions.includes(userId) || one.mentions.includes(everyone));
      const wanted = JSON.stringify({ cursor, unread: unread.length, mentions: mentions.length });
      const { cursorSeq } = readerOf(this.#state, userId);
      const found = JSON.stringify({ cursor: cursorSeq, ...countsIn(this.#state, userId) });
      if (found !== wanted) return `after ${when} ${userId} has ${found}, not ${wanted}`;
    }
    return null;
  }
}

/** The first difference of this seed's schedule, or null. */
export const simulateCounts = (seed: number, steps: number): string | null => new CountsRun(seed).run(steps);
