// What the user does to messages that were sent: each takes its turn among the user's messages, and costs what one does.
import { delivered } from "../../../schema/protocol/content/content.ts";
import { canonicalEmoji } from "../../../schema/protocol/emoji.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EditMessageFrame, MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { Counted } from "../../../schema/rpc/append.ts";
import { refused, refusedAt, type ConversationStubs, type Refused } from "../../../schema/rpc/conversation.ts";
import type { EditOp, MessageChanged, MessageOp } from "../../../schema/rpc/message-changes.ts";
import type { HistoryStore } from "../../conversation/projections/history/history-store.ts";
import { callActor } from "../../runtime/calls.ts";
import type { Feeds } from "../../sockets/feeds.ts";
import { isOverAllowance } from "../../stream/reach.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { ChargedCalls } from "../budgets/charged-calls.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { carryDropped } from "./carry-dropped.ts";
import { judgeContent } from "./judge-content.ts";
import type { SendQueue } from "./send-queue.ts";

export interface MessageChangesHost {
  readonly userId: UserId;
  readonly stub: ConversationStubs;
  readonly inbox: Pick<Inbox, "has" | "markStale">;
  readonly feeds: Pick<Feeds, "receiver">;
  readonly queue: SendQueue;
  readonly budgets: Budgets;
  readonly history: HistoryStore;
  readonly charged: ChargedCalls;
  /** The user's counts or preview may have changed without an event: tells their devices. */
  readonly tellRefreshed: (conversationId: ConversationId) => void;
}

export class MessageChanges {
  readonly #host: MessageChangesHost;

  constructor(host: MessageChangesHost) {
    this.#host = host;
  }

  /** @throws ActorUnavailable */
  async change(frame: MessageChangeFrame): Promise<MessageChanged | Refused> {
    const op = opOf(frame);
    return "refusal" in op ? op : this.carryOut(frame.conversationId, op);
  }

  /** @throws ActorUnavailable */
  async carryOut(conversationId: ConversationId, op: MessageOp): Promise<MessageChanged | Refused> {
    const { userId, stub, inbox, queue, budgets, charged } = this.#host;
    if (!inbox.has(conversationId)) return refused("CONVERSATION_NOT_FOUND");
    const bytes = op.kind === "edit" ? Buffer.byteLength(op.body) : 0;
    const refusal = budgets.take({ messages: 1, bytes });
    if (refusal !== null) return { refusal };
    const answer = await queue.inTurn(conversationId, () =>
      charged.make<(MessageChanged | Refused) & Counted>(conversationId, {
        // Whoever hides is told of the entry as it is then.
        costs: { calls: op.kind === "hide" ? 2 : 1 },
        deliveries: (members) => (op.kind === "follow-thread" ? 0 : op.kind === "hide" ? 1 : members),
        send: (allowance) => {
          const call = () =>
            carryDropped<(MessageChanged | Refused) & Counted>(this.#host, conversationId, (carried) =>
              callActor(() => stub(conversationId).changeMessage({ userId, op, allowance, carried })),
            );
          return op.kind === "hide" ? this.#hide(conversationId, call) : call();
        },
        countOf: (counted) => counted,
        isShort: isOverAllowance,
      }),
    );
    return isOverAllowance(answer) ? charged.refusal(conversationId) : answer;
  }

  /** No event tells of it, so the entry is stale from before the call: the answer may be lost. */
  async #hide<Answer extends object>(conversationId: ConversationId, call: () => Promise<Answer>): Promise<Answer> {
    const { inbox, feeds, tellRefreshed } = this.#host;
    inbox.markStale(conversationId);
    const answer = await feeds.receiver(conversationId).duringMark(call);
    if (!("refusal" in answer)) tellRefreshed(conversationId);
    return answer;
  }
}

/**
 * @returns CONTENT_TOO_LARGE, CONTENT_BLANK if nothing is seen of the content, or INVALID_FRAME when a reaction is not one
 * emoji
 */
function opOf(frame: MessageChangeFrame): MessageOp | Refused {
  switch (frame.type) {
    case "edit-message":
      return editOp(frame);
    case "recall-message":
      return { kind: "recall", seq: frame.seq };
    case "react": {
      const { opId, seq, active } = frame;
      const emoji = canonicalEmoji(frame.emoji);
      return emoji === null ? refusedAt("INVALID_FRAME", "/emoji") : { kind: "react", opId, seq, emoji, active };
    }
    case "pin-message":
      return { kind: "pin", opId: frame.opId, seq: frame.seq, active: frame.active };
    case "vote":
      return { kind: "vote", opId: frame.opId, seq: frame.seq, options: frame.options };
    case "close-poll":
      return { kind: "close-poll", seq: frame.seq };
    case "hide-messages":
      return { kind: "hide", seqs: [...new Set(frame.seqs)] };
  }
}

function editOp({ opId, seq, content, mentions }: EditMessageFrame): EditOp | Refused {
  const body = JSON.stringify({ content: delivered(content), mentions });
  const refusal = judgeContent(content, body);
  if (refusal !== null) return { refusal };
  return { kind: "edit", opId, seq, body, contentType: content.type, ...(mentions !== undefined && { mentions }) };
}
