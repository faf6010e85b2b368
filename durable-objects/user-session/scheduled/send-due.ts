// Sends scheduled messages: when they are due, or when their sender wants it at once. What is about to be sent is noted with
// its id before the call, so that an attempt whose answer never came is repeated as the same message.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { SendMessageBody } from "../../../schema/protocol/message.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import { type KindOfWork, type Ring, retryDelayMs } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logError } from "../../runtime/logger.ts";
import type { Ack } from "../inbox/conversations.ts";
import { decideOutcome, sendIdAt, type Outcome } from "./decide-outcome.ts";
import type { ScheduledRow, ScheduledTable } from "./scheduled-table.ts";

export interface SendDueHost {
  readonly table: ScheduledTable;
  readonly transaction: (act: () => void) => void;
  readonly now: () => number;
  /** Sets the alarm; called without an `await` after the write that needs it. */
  readonly arm: () => void;
  /** The list has changed. */
  readonly changed: () => void;
  /** As any message of the user: one answer for each, in order. */
  readonly send: (
    conversationId: ConversationId,
    messages: readonly SendMessageBody[],
  ) => Promise<readonly (Ack | Refused)[]>;
  /** SUSPENDED, ACCOUNT_LEAVING; null: the user may send. */
  readonly refusal: () => Refused | null;
}

/** Of a row that is sent, with the id and number of this attempt. */
type Attempt = Pick<ScheduledRow, "body"> & { readonly row: ScheduledRow } & Parameters<typeof decideOutcome>[2];

const maxParallelConversations = 8;

export class SendDue implements KindOfWork {
  /** Two calls to a conversation, and their retries. */
  readonly deadlineMs = 60_000;
  readonly #host: SendDueHost;
  /** By the row. What is on its way is not sent a second time beside it, and cannot be changed. */
  readonly #inFlight = new Set<number>();

  constructor(host: SendDueHost) {
    this.#host = host;
  }

  dueAt(): number | null {
    return this.#host.table.nextAt();
  }

  isInFlight({ n }: ScheduledRow): boolean {
    return this.#inFlight.has(n);
  }

  async run({ now, signal }: Ring): Promise<void> {
    const conversations = [...new Set(this.#due(now).map(({ conversationId }) => conversationId))];
    await eachInParallel(conversations, maxParallelConversations, async (conversationId) => {
      // As they are now: while others were sent, one may have been changed or cancelled.
      const rows = this.#due(now).filter((row) => row.conversationId === conversationId);
      if (!signal.aborted && rows.length > 0) await this.send(conversationId, rows);
    });
  }

  #due(now: number): ScheduledRow[] {
    return this.#host.table.due(now).filter((row) => !this.isInFlight(row));
  }

  /** Sends these rows of one conversation, in their order. @returns what became of each */
  async send(conversationId: ConversationId, rows: readonly ScheduledRow[]): Promise<readonly Outcome[]> {
    const { table, transaction, arm } = this.#host;
    const now = this.#host.now();
    const attempts = rows.map((row): Attempt => {
      const number = row.attempts + 1;
      return { row, body: row.body, sendId: row.sendId ?? sendIdAt(row.sendAt), attempts: number, now };
    });
    transaction(() => {
      for (const { row, sendId, attempts: number } of attempts)
        table.begin(row.n, { sendId, sendAt: row.sendAt, attempts: number, tryAt: now + retryDelayMs(number) });
    });
    for (const { n } of rows) this.#inFlight.add(n);
    arm();
    try {
      const answers = await this.#answers(conversationId, attempts);
      return this.#settle(attempts, answers);
    } finally {
      for (const { n } of rows) this.#inFlight.delete(n);
    }
  }

  async #answers(conversationId: ConversationId, attempts: readonly Attempt[]): Promise<readonly (Ack | Refused)[]> {
    const { send, refusal } = this.#host;
    const refusedAll = refusal();
    if (refusedAll !== null) return attempts.map(() => refusedAll);
    try {
      return await send(
        conversationId,
        attempts.map(({ body, sendId }) => ({ clientMsgId: sendId, ...body })),
      );
    } catch (cause) {
      logError("scheduled messages not sent", cause, { conversationId });
      return [];
    }
  }

  #settle(attempts: readonly Attempt[], answers: readonly (Ack | Refused)[]): readonly Outcome[] {
    const { table, transaction, changed, arm } = this.#host;
    const now = this.#host.now();
    const outcomes = attempts.map((attempt, index) =>
      decideOutcome(answers[index] ?? refused("UNAVAILABLE"), attempt.row, { ...attempt, now }),
    );
    transaction(() => {
      for (const [index, outcome] of outcomes.entries()) {
        const row = attempts[index]?.row;
        if (row === undefined) continue;
        if ("ack" in outcome) table.end(row, outcome.ack, now);
        else table.put(row.n, outcome, now);
      }
    });
    arm();
    changed();
    return outcomes;
  }
}
