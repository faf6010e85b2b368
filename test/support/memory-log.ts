// A log over rows in memory, without SQL: the log's own flushes, checkpoints and cold starts, thousands of times a second.
import type { AttachmentStore } from "../../durable-objects/conversation/attachments/attachment-store.ts";
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
import { countsIn as overIn, type Over } from "../../durable-objects/conversation/readers/counts-over.ts";
import { countsIn, readerOf, type LogState } from "../../durable-objects/conversation/log/log-state.ts";
import type { ReaderStore, StoredCheckpoint } from "../../durable-objects/conversation/log/reader-store.ts";
import type { Submissions } from "../../durable-objects/conversation/log/submissions.ts";
import type { FlushRules } from "../../durable-objects/conversation/ops/operation.ts";
import type { Counts } from "../../durable-objects/conversation/readers/counts.ts";
import { emptyChain, type OwnChain } from "../../durable-objects/conversation/readers/readers.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { RetentionStore } from "../../durable-objects/conversation/expiry/retention-store.ts";
import type { BurnStore } from "../../durable-objects/conversation/expiry/burns.ts";
import type { StateStore } from "../../durable-objects/conversation/states/state-store.ts";
import { standInFor } from "./stand-in-for.ts";
import { item, uuidV7 } from "./test-log.ts";

const bigEra = 65_536;

/** What stands in storage: rows as text. */
class StoredRows {
  readonly rows: PackedRow[] = [];
  readonly events: EventStore;
  readonly readers: ReaderStore;
  checkpoint: StoredCheckpoint | null = null;
  checkpoints = 0;
  /** Rows that were looked at, since it was last set to 0. */
  reads = 0;
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
      saveCheckpoint: (checkpoint: StoredCheckpoint) => {
        this.checkpoint = checkpoint;
        this.checkpoints += 1;
      },
      cursorsSince: (seq: number) => this.#cursors.filter(({ atSeq }) => atSeq >= seq),
      saveCursor: (n: number, cursor: StoredCursor) => (this.#cursors = [...this.#cursors.slice(0, n - 1), cursor]),
      formerOwn: (userId: UserId) => this.#former.get(userId) ?? emptyChain,
      saveFormerOwn: (userId: UserId, own: OwnChain) => this.#former.set(userId, own),
    });
  }

  #rowOf(seq: number): LogRow {
    this.reads += 1;
    let [low, high] = [0, this.rows.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.rows[middle]?.firstSeq ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    let row = this.#read.get(low);
    if (row === undefined) this.#read.set(low, (row = new LogRow(this.rows[low] as PackedRow)));
    return row;
  }

  /** Rows are parsed anew. */
  forget(): void {
    this.#read.clear();
  }
}

export type MemoryFlush = Flush<never, never>;

export class MemoryLog {
  readonly stored = new StoredRows();
  readonly members = new Set<UserId>();
  state: LogState;
  #checkpoints: Checkpoints;
  #ids = 0;

  constructor(members: Iterable<UserId> = []) {
    for (const userId of members) this.members.add(userId);
    const restored = restoreLog(this.stored.events, this.stored.readers);
    this.state = restored.state;
    this.#checkpoints = new Checkpoints(this.stored.readers, restored);
  }

  /** One flush. @param leavers whom `act` lets go */
  together(act: (flush: MemoryFlush) => void, leavers: ReadonlySet<UserId> = new Set()): void {
    const { events: store, readers } = this.stored;
    const rules: FlushRules<never, never> = {
      isMember: (userId) => this.members.has(userId),
      sees: () => true,
      judge: () => null,
      change: (_, change) => change,
      reach: () => this.members.size,
      leavers: () => leavers,
      save: () => {},
      committed: () => {},
    };
    const flush = new Flush<never, never>(this.state, {
      store,
      readers,
      submissions: standInFor<Submissions>({}),
      lateLookups: new LateLookups(1_000, () => 0),
      states: standInFor<StateStore>({}),
      attachments: standInFor<AttachmentStore>({}),
      retention: standInFor<RetentionStore>({ all: [] }),
      burns: standInFor<BurnStore>({ all: new Map() }),
      rules,
      now: 0,
      clock: 0,
      settledSeq: 0,
      isFull: false,
    });
    act(flush);
    flush.save();
    const checkpoint = this.#checkpoints.save(flush, 0);
    this.state = flush.draft.finish();
    this.#checkpoints.committed(flush, 0, checkpoint);
  }

  /** Within a flush. @returns its seq */
  send(flush: MemoryFlush, senderId: UserId, mentions: readonly UserId[] = []): number {
    const sent = item(uuidV7(0, ++this.#ids), "hi", mentions);
    return flush.appendMessage({ senderId, item: sent, isFresh: true }).seq;
  }

  saveSettled(): void {
    this.#checkpoints.saveSettled(this.state);
  }

  restart(): void {
    this.stored.forget();
    const restored = restoreLog(this.stored.events, this.stored.readers);
    this.state = restored.state;
    this.#checkpoints = new Checkpoints(this.stored.readers, restored);
  }

  /** Of the messages of the range that count for this user: see counts-over.ts. */
  overOf(userId: UserId, range: Over): Counts {
    const { events: store } = this.stored;
    const lookUp = { floorSeq: 0, event: (seq: number) => store.event(seq) };
    return overIn(this.state.shared, userId, readerOf(this.state, userId), range, lookUp);
  }

  countsOf(userId: UserId): Counts {
    return countsIn(this.state, userId);
  }
}
