// What a user does with their scheduled messages: list, schedule, change, cancel, send now. Each is judged here, and what a
// message may be is judged as if it were sent; whether it may be sent is judged when it is due.
import type {
  ScheduledMessage,
  ChangeScheduledBody,
  ScheduleMessageBody,
} from "../../../schema/protocol/http-scheduled.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import type { ClientMsgId, ConversationId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import { hashBody } from "../../runtime/text.ts";
import type { Costs } from "../budgets/budgets.ts";
import type { Ack } from "../inbox/conversations.ts";
import { toAppendItem } from "../sending/append-item.ts";
import { noFiles, type KeptFiles, type ScheduledFiles } from "./scheduled-files.ts";
import type { SendDue } from "./send-due.ts";
import {
  changedBody,
  inOrder,
  toScheduledMessage,
  type ScheduledBody,
  type ScheduledRow,
  type ScheduledTable,
} from "./scheduled-table.ts";

const { maxScheduledMessages, maxScheduleAheadMs } = wireLimits;

export interface ScheduledHost {
  readonly table: ScheduledTable;
  readonly sending: SendDue;
  readonly files: Pick<ScheduledFiles, "add" | "move">;
  readonly transaction: (act: () => void) => void;
  readonly now: () => number;
  /** Sets the alarm; called without an `await` after the write that needs it. */
  readonly arm: () => void;
  /** The list has changed. */
  readonly changed: () => void;
  /** Whether the user is in this conversation, as far as the inbox knows. */
  readonly isIn: (conversationId: ConversationId) => boolean;
  readonly pay: (costs: Costs) => Refusal | null;
}

export class ScheduledMessages {
  readonly #host: ScheduledHost;

  constructor(host: ScheduledHost) {
    this.#host = host;
  }

  /** @param cursor an invented one ends at some place */
  list(
    cursor: string | undefined,
    limit: number,
  ): { items: readonly ScheduledMessage[]; next: string | null } | Refused {
    const all = this.#host.table.all();
    const refusal = this.#host.pay({ rows: all.length });
    if (refusal !== null) return { refusal };
    const [sendAt = 0, n = 0] = (cursor ?? "").split("_").map((part) => Number(part) || 0);
    const rest = all.filter((row) => row.sendAt > sendAt || (row.sendAt === sendAt && row.n > n));
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toScheduledMessage),
      next: last === undefined || rest.length === page.length ? null : `${last.sendAt}_${last.n}`,
    };
  }

  /**
   * What the request is answered with at once; null: it may be scheduled, if the user's budgets allow it.
   * @returns DUPLICATE_MESSAGE: the id was used for another request; NOT_FOUND: for this one, and what it scheduled was sent
   * or cancelled; TOO_MANY; CONVERSATION_NOT_FOUND; INVALID_REQUEST for a time that is past or too far ahead; what
   * `toAppendItem` refuses
   */
  answerOf(request: ScheduleMessageBody): ScheduledMessage | Refused | null {
    const { conversationId, clientMsgId: id, sendAt } = request;
    const known = this.#repeat(id, hashOf(request));
    if (known !== null) return known;
    const fault = this.#faultOf(conversationId, saidIn(request), sendAt);
    if (fault !== null) return fault;
    if (!this.#host.isIn(conversationId)) return refused("CONVERSATION_NOT_FOUND");
    return this.#host.table.count >= maxScheduledMessages ? refused("TOO_MANY") : null;
  }

  /** @param kept its files, which are kept already. @returns as `answerOf`; RATE_LIMITED */
  schedule(request: ScheduleMessageBody, kept: KeptFiles = noFiles): ScheduledMessage | Refused {
    const { table, files, now, arm, changed, transaction } = this.#host;
    const answer = this.answerOf(request);
    if (answer !== null) return answer;
    const { conversationId, clientMsgId: id, sendAt } = request;
    const [body, requestHash] = [saidIn(request), hashOf(request)];
    const refusal = this.#pay(body);
    if (refusal !== null) return refusal;
    const { laterId } = kept;
    transaction(() => {
      table.add({ id, requestHash, conversationId, createdAt: now(), sendAt, body, laterId });
      files.add(kept, sendAt);
    });
    arm();
    changed();
    return this.#shown(id);
  }

  /** @returns as `change`, but for the budgets; null: it may be changed, if they allow it */
  refusalOfChange(id: ClientMsgId, change: ChangeScheduledBody): Refused | null {
    const row = this.#host.table.find(id);
    if (row === null) return this.#gone(id);
    // What may be committed under an id cannot say anything else under it.
    if (row.sendId !== null || this.#isUnderWay(row)) return refused("TOO_LATE");
    return this.#faultOf(row.conversationId, changedBody(row.body, change), change.sendAt);
  }

  /**
   * @param kept its files, which are kept already, where the change has a content
   * @returns NOT_FOUND; TOO_LATE once it is sent, or may be; and as `schedule`
   */
  change(id: ClientMsgId, change: ChangeScheduledBody, kept: KeptFiles = noFiles): ScheduledMessage | Refused {
    const { table, files, now, arm, changed, transaction } = this.#host;
    const fault = this.refusalOfChange(id, change);
    const row = table.find(id);
    if (fault !== null || row === null) return fault ?? this.#gone(id);
    const body = changedBody(row.body, change);
    const refusal = this.#pay(body);
    if (refusal !== null) return refusal;
    const { sendAt = row.sendAt } = change;
    // What it met at another time holds no longer.
    const from = change.sendAt === undefined ? row : { tryAt: sendAt, attempts: 0, code: null };
    const { laterId } = change.content === undefined ? row : kept;
    transaction(() => {
      table.change(row.n, { ...from, sendAt, body, laterId }, now());
      if (change.content !== undefined) files.add(kept, sendAt);
      else if (change.sendAt !== undefined) files.move(laterId, sendAt);
    });
    arm();
    changed();
    return this.#shown(id);
  }

  /** @returns NOT_FOUND; TOO_LATE once it is sent, or may be */
  cancel(id: ClientMsgId): { ok: true } | Refused {
    const { table, now, pay, arm, changed, transaction } = this.#host;
    const row = this.#host.table.find(id);
    if (row === null) {
      const ended = table.ended(id, now());
      return ended !== null && ended.ack === null ? { ok: true } : this.#gone(id);
    }
    if (this.#isUnderWay(row)) return refused("TOO_LATE");
    const refusal = pay({ changes: 1 });
    if (refusal !== null) return { refusal };
    transaction(() => table.end(row, null, now()));
    if (row.laterId !== "") arm();
    changed();
    return { ok: true };
  }

  /** @returns NOT_FOUND; UNAVAILABLE while it is on its way; what the conversation or a budget refuses */
  async sendNow(id: ClientMsgId): Promise<Ack | Refused> {
    const { table, files, now, pay, sending } = this.#host;
    const row = this.#host.table.find(id);
    if (row === null) return table.ended(id, now())?.ack ?? refused("NOT_FOUND");
    if (sending.isInFlight(row)) return refused("UNAVAILABLE", 1_000);
    const unpaid = pay({ changes: 1 });
    if (unpaid !== null) return { refusal: unpaid };
    const sendAt = row.sendId === null ? now() : row.sendAt;
    // Should it be refused, it has failed only now.
    files.move(row.laterId, sendAt);
    // An id that may be committed keeps the time that it has.
    const [outcome] = await sending.send(row.conversationId, [{ ...row, sendAt, attempts: 0 }]);
    if (outcome === undefined) return refused("INTERNAL");
    if ("ack" in outcome) return outcome.ack;
    const { refusal, tryAt } = outcome;
    return { refusal: tryAt === null ? refusal : { ...refusal, retryAfterMs: Math.max(1, tryAt - now()) } };
  }

  #shown(id: ClientMsgId): ScheduledMessage | Refused {
    const row = this.#host.table.find(id);
    return row === null ? refused("INTERNAL") : toScheduledMessage(row);
  }

  #gone(id: ClientMsgId): Refused {
    const ended = this.#host.table.ended(id, this.#host.now());
    return refused(ended === null || ended.ack === null ? "NOT_FOUND" : "TOO_LATE");
  }

  /** What an earlier request with this id is answered with; null: there was none. */
  #repeat(id: ClientMsgId, requestHash: string): ScheduledMessage | Refused | null {
    const row = this.#host.table.find(id);
    const earlier = row ?? this.#host.table.ended(id, this.#host.now());
    if (earlier === null) return null;
    if (earlier.requestHash !== requestHash) return refused("DUPLICATE_MESSAGE");
    return row === null ? refused("NOT_FOUND") : toScheduledMessage(row);
  }

  /** Whether it is being sent, or is sent again until that is known. */
  #isUnderWay(row: ScheduledRow): boolean {
    return this.#host.sending.isInFlight(row) || (row.sendId !== null && row.tryAt !== null);
  }

  #faultOf(conversationId: ConversationId, body: ScheduledBody, sendAt: number | undefined): Refused | null {
    const now = this.#host.now();
    const isOutside = sendAt !== undefined && (sendAt <= now || sendAt > now + maxScheduleAheadMs);
    if (isOutside) return refusedAt("INVALID_REQUEST", "/sendAt");
    const item = toAppendItem(conversationId, { clientMsgId: anyId, ...body });
    return "refusal" in item ? item : null;
  }

  #pay(body: ScheduledBody): Refused | null {
    const refusal = this.#host.pay({ changes: 1, bytes: Buffer.byteLength(JSON.stringify(body)) });
    return refusal === null ? null : { refusal };
  }
}

/** With its keys in one order, so that a repeat is the same. */
const saidIn = ({ conversationId: _, clientMsgId: __, sendAt: ___, ...said }: ScheduleMessageBody): ScheduledBody =>
  inOrder(said);

function hashOf(request: ScheduleMessageBody): string {
  const { conversationId, sendAt } = request;
  return hashBody(JSON.stringify({ conversationId, sendAt, body: saidIn(request) }));
}

/** What a message is judged under before it has an id of its own. */
const anyId = "any" as ClientMsgId;
