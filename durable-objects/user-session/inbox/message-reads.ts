// What became of messages, for HTTP callers: asked of the conversation, with events that only history has put in.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, type ConversationStubs, type HistoryRange, type Refused } from "../../../schema/rpc/conversation.ts";
import {
  maxFilesRead,
  maxVotesRead,
  type ListedEvent,
  type MessageAnswer,
  type MessageQuestion,
} from "../../../schema/rpc/message-changes.ts";
import type { HistoryStore } from "../../conversation/projections/history/history-store.ts";
import { loadMissing } from "../../conversation/projections/history/load-missing.ts";
import { callActor } from "../../runtime/calls.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { MessageChanges } from "../sending/message-changes.ts";
import { rowsOfHistory } from "./conversations.ts";
import type { Inbox } from "./inbox.ts";

export interface MessageReadsHost {
  readonly userId: UserId;
  readonly stub: ConversationStubs;
  readonly inbox: Pick<Inbox, "has">;
  readonly budgets: Budgets;
  readonly history: HistoryStore;
  readonly changes: MessageChanges;
}

type Kinds =
  | "change-message"
  | "message-states"
  | "list-edits"
  | "list-reactions"
  | "list-votes"
  | "list-pins"
  | "list-hidden"
  | "open-file"
  | "may-open-file"
  | "list-files"
  | "list-thread"
  | "follow-thread"
  | "set-retention";

export function messageAnswers(host: MessageReadsHost): Answers<Kinds> {
  const ask = async <Q extends MessageQuestion>(
    conversationId: ConversationId,
    question: Q,
    rows: number,
  ): Promise<MessageAnswer<Q["kind"]> | Refused> => {
    if (!host.inbox.has(conversationId)) return refused("CONVERSATION_NOT_FOUND");
    const refusal = host.budgets.take({ calls: 1, rows });
    if (refusal !== null) return { refusal };
    return callActor(() => host.stub(conversationId).askOfMessages({ userId: host.userId, question }));
  };
  return {
    "change-message": ({ change }) => host.changes.change(change),
    "message-states": ({ conversationId, seqs }) => ask(conversationId, { kind: "states", seqs }, seqs.length),
    "list-reactions": ({ conversationId, seq, cursor, limit }) =>
      ask(conversationId, { kind: "reactions", seq, limit, ...(cursor !== undefined && { cursor }) }, limit),
    "list-votes": ({ conversationId, kind: _, ...query }) =>
      // Of a sparse option more votes are read than are listed.
      ask(conversationId, { kind: "votes", ...query }, query.option === undefined ? query.limit : maxVotesRead),
    "list-hidden": ({ conversationId, after }) => ask(conversationId, { kind: "hidden", after }, 1),
    "open-file": async ({ conversationId, seq, fileId }) => {
      const refusal = host.budgets.take({ downloads: 1 });
      return refusal === null ? ask(conversationId, { kind: "file", seq, fileId }, 1) : { refusal };
    },
    "may-open-file": ({ conversationId, seq, fileId }) => ask(conversationId, { kind: "file", seq, fileId }, 1),
    "list-files": ({ conversationId, kind: _, ...query }) =>
      ask(conversationId, { kind: "files", ...query }, maxFilesRead),
    "list-edits": async ({ conversationId, seq }) => {
      const edits = await ask(conversationId, { kind: "edits", seq }, wireLimits.maxEdits);
      return "refusal" in edits ? edits : whole(host, conversationId, edits);
    },
    "set-retention": ({ conversationId, ttlMs }) =>
      host.changes.carryOut(conversationId, { kind: "set-retention", ttlMs }),
    "follow-thread": ({ conversationId, seq, follows }) =>
      host.changes.carryOut(conversationId, { kind: "follow-thread", seq, follows }),
    "list-thread": async ({ conversationId, kind: _, ...query }) => {
      // Each reply is a row that names it, a row of the log, and a part of one of its state.
      const thread = await ask(conversationId, { kind: "thread", ...query }, 3 * query.limit);
      if ("refusal" in thread) return thread;
      const { missing, ...rest } = thread;
      const found = await whole(host, conversationId, { items: thread.items, missing });
      return "refusal" in found ? found : { ...rest, items: found.items };
    },
    "list-pins": async ({ conversationId }) => {
      const pins = await ask(conversationId, { kind: "pins" }, 2 * wireLimits.maxPins);
      return "refusal" in pins ? pins : whole(host, conversationId, pins);
    },
  };
}

/** With the events that the log has dropped. */
async function whole<Item extends ListedEvent>(
  { budgets, history }: MessageReadsHost,
  conversationId: ConversationId,
  { items, missing }: { readonly items: readonly Item[]; readonly missing: readonly HistoryRange[] },
): Promise<{ readonly items: readonly (Item & { readonly frame: string })[] } | Refused> {
  const refusal = budgets.take({ rows: missing.length * rowsOfHistory });
  if (refusal !== null) return { refusal };
  const loaded = await Promise.all(missing.map((range) => loadMissing(history, conversationId, range)));
  const frames = new Map(loaded.flat().map(({ seq, frame }) => [seq, frame]));
  return {
    items: items.flatMap((item) => {
      const frame = item.frame ?? frames.get(item.seq);
      return frame === undefined ? [] : [{ ...item, frame }];
    }),
  };
}
