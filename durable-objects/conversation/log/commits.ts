// One commit of the log: all operations that collected meanwhile are judged, numbered and stored in one transaction, and
// memory changes only after that has returned.
import { refused } from "../../../schema/rpc/conversation.ts";
import type { AttachmentStore } from "../attachments/attachment-store.ts";
import type { Expiry } from "../expiry/expiry.ts";
import { applyOp, type AnswerTo, type Op } from "../ops/registry.ts";
import type { StateStore } from "../states/state-store.ts";
import { Checkpoints } from "./checkpoints.ts";
import { restoreLog } from "./cold-start.ts";
import type { EventStore } from "./event-store.ts";
import { Flush } from "./flush.ts";
import { GroupCommit } from "./group-commit.ts";
import { LateLookups } from "./late-lookups.ts";
import type { LogHost } from "./log-host.ts";
import type { LogState } from "./log-state.ts";
import { ReaderStore } from "./reader-store.ts";
import { Room } from "./room.ts";
import { Submissions } from "./submissions.ts";

export interface CommittedLog<Change, Done> {
  readonly host: LogHost<Change, Done>;
  readonly storage: DurableObjectStorage;
  readonly store: EventStore;
  readonly states: StateStore;
  readonly attachments: AttachmentStore;
  readonly expiry: Expiry;
  /** Called after each commit. */
  readonly announce: (flush: Flush<Change, Done>) => void;
}

export class Commits<Change, Done> {
  readonly checkpoints: Checkpoints;
  readonly #log: CommittedLog<Change, Done>;
  readonly #readers: ReaderStore;
  readonly #submissions: Submissions;
  readonly #lateLookups: LateLookups;
  readonly #room: Room;
  readonly #collected: GroupCommit<Op<Change>, AnswerTo<Op<Change>, Done>>;
  #state: LogState;

  constructor(log: CommittedLog<Change, Done>) {
    const { host, storage, store } = log;
    this.#log = log;
    this.#readers = new ReaderStore(storage.sql);
    this.#submissions = new Submissions(store);
    this.#lateLookups = new LateLookups(host.limits.LIMIT_LATE_LOOKUPS_PER_MINUTE, () => host.now());
    this.#room = new Room(storage.sql, host.maxBytes);
    const restored = restoreLog(store, this.#readers);
    this.#state = restored.state;
    this.checkpoints = new Checkpoints(this.#readers, restored);
    this.#collected = new GroupCommit<Op<Change>, AnswerTo<Op<Change>, Done>>({
      commit: (ops) => this.#commit(ops),
      refuse: () => refused("INTERNAL"),
      verify: () => this.verify(),
      report: (cause) => host.report(cause),
      abort: (cause) => host.abort(cause),
    });
  }

  /** As the last commit left it. */
  get state(): LogState {
    return this.#state;
  }

  /**
   * One answer per operation, in order, once they are committed.
   *
   * @throws Error when memory and storage disagree; the caller asks again
   */
  submit(ops: readonly Op<Change>[]): Promise<AnswerTo<Op<Change>, Done>[]> {
    return this.#collected.submit(ops);
  }

  /** A replaced instance must not answer from memory. */
  verify(): void {
    if (this.#log.store.headSeq() !== this.#state.headSeq) throw new Error("memory and storage disagree");
  }

  #commit(ops: readonly Op<Change>[]): AnswerTo<Op<Change>, Done>[] {
    const { host, storage, store, states, attachments, expiry, announce } = this.#log;
    const settledSeq = host.settledSeq();
    const rules = host.beginFlush();
    const clock = host.now();
    const flush = new Flush<Change, Done>(this.#state, {
      store,
      readers: this.#readers,
      submissions: this.#submissions,
      lateLookups: this.#lateLookups,
      states,
      attachments,
      burns: expiry.burns,
      retention: expiry.retention,
      rules,
      now: Math.max(clock, this.#state.lastCreatedAt),
      clock,
      settledSeq,
      isFull: this.#room.isFull(this.#state.headSeq),
    });
    const { results, checkpoint } = storage.transactionSync(() => {
      this.verify();
      const decided = ops.map((op) => {
        if ("carried" in op) flush.carry(op.carried);
        return applyOp(op, flush);
      });
      flush.save();
      if (flush.erased.length > 0) host.erased(flush.erased);
      rules.save();
      return { results: decided, checkpoint: this.checkpoints.save(flush, settledSeq) };
    });
    this.#state = flush.draft.finish();
    store.committed(this.#state.headSeq);
    this.checkpoints.committed(flush, settledSeq, checkpoint);
    rules.committed();
    flush.committed();
    announce(flush);
    return results;
  }
}
