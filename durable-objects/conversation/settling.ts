// What becomes of events after their commit: delivered, delivered again where that failed or was cut off, and then noted
// as settled, so that a later start of the conversation delivers nothing twice.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { withDeadline } from "../runtime/calls.ts";
import type { KindOfWork } from "../runtime/due-work.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import type { Publishers } from "../stream/publishers.ts";
import type { EventLog } from "./log/event-log.ts";

/** How long after a delivery has failed the alarm delivers again. */
const redeliverAfterMs = 180_000;
/**
 * The same for a crash between a commit and its deliveries, which no failure tells of. Every call that starts the
 * conversation delivers too, so the alarm is only for the rare crash that no call follows. Not earlier than history's
 * own alarm: it would cost a row for each few messages at human pace (docs/decisions/0028).
 */
const lostAfterMs = 900_000;
/** What a cold start has to deliver again travels with the first commit after it, if that comes within this time. */
const wakeAfterMs = 20;
/** How long a ring waits for the deliveries that it has begun. */
const ringWaitsMs = 900;
/** Events that follow within this time store the settled seq in their own rows, which saves a row. */
const settleAfterMs = 100;
/**
 * With so many members, or fewer, the settled seq is stored only in rows that are written anyway. A cold start then
 * delivers the newest events again: for nothing when they travel with the next commit, else for a call to each member,
 * which together cost less than the row.
 */
const fewMembers = 6;

/** What it needs of its conversation. */
export interface SettlingHost {
  readonly conversationId: ConversationId;
  readonly log: Pick<EventLog, "headSeq" | "durableSettledSeq" | "saveSettled">;
  publishers(): Publishers;
  memberCount(): number;
  /** Something is due earlier than before. */
  arm(): void;
}

export class Settling {
  /** The work of the alarm. */
  readonly work: KindOfWork = {
    deadlineMs: 2 * ringWaitsMs,
    dueAt: (now) => (this.#isSettled() ? null : now + (this.#hasFailed ? redeliverAfterMs : lostAfterMs)),
    run: () => this.deliverAll(),
  };
  readonly #host: SettlingHost;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** A delivery has failed since everything was settled. */
  #hasFailed = false;

  constructor(host: SettlingHost) {
    this.#host = host;
  }

  /**
   * Resumes deliveries that a crash or hibernation interrupted. Any call that starts the conversation runs this; the
   * alarm is for when no call comes.
   */
  wake(): void {
    setTimeout(() => this.#host.publishers().pump(), wakeAfterMs);
  }

  /** Delivers what is not delivered, and waits for it a while; what takes longer goes on by itself. */
  deliverAll(): Promise<void> {
    return withDeadline(() => this.#host.publishers().deliverAll(), ringWaitsMs).catch(() => {});
  }

  failed(cause: unknown): void {
    logErrorSeldom("delivery failed", cause, { conversationId: this.#host.conversationId });
    // A signal that fails is not tried again by the alarm.
    this.#hasFailed ||= !this.#isSettled();
    this.#host.arm();
  }

  /** Every subscriber has everything, or needs nothing. */
  settled(): void {
    const { log } = this.#host;
    this.#hasFailed = false;
    if (this.#host.memberCount() <= fewMembers) return;
    if (this.#timer !== null || log.durableSettledSeq === log.headSeq) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.noteIfSettled();
    }, settleAfterMs);
  }

  noteIfSettled(): void {
    if (this.#isSettled()) this.#host.log.saveSettled();
  }

  /** Whether every subscriber has every event. */
  #isSettled(): boolean {
    return this.#host.publishers().settledSeq() === this.#host.log.headSeq;
  }
}
