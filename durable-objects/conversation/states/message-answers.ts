// What a conversation tells of its messages beside pages: their states, edits, reactions and pins, as the asker sees them.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type {
  HiddenSince,
  MessageAnswer,
  MessageEdits,
  MessagePins,
  MessageQuestion,
  ReactionPage,
  StatesNow,
} from "../../../schema/rpc/message-changes.ts";
import { fileOf, filesOf } from "../attachments/attachment-answers.ts";
import { isVisible } from "../log/visibility.ts";
import { isSeen, listed, type AskedConversation } from "./asked-conversation.ts";
import { votesOf } from "./vote-page.ts";
import { threadOf } from "./thread-page.ts";
import { lastSeen, type Viewer } from "./viewer.ts";

export function answerOf(asked: AskedConversation, viewer: Viewer, question: MessageQuestion): MessageAnswer | Refused {
  switch (question.kind) {
    case "states":
      return statesOf(asked, viewer, question.seqs);
    case "edits":
      return editsOf(asked, viewer, question.seq);
    case "reactions":
      return reactionsOf(asked, viewer, question);
    case "votes":
      return votesOf(asked, viewer, question);
    case "pins":
      return pinsOf(asked, viewer);
    case "hidden":
      return hiddenOf(asked, viewer, question.after);
    case "thread":
      return threadOf(asked, viewer, question);
    case "file":
      return fileOf(asked, viewer, question);
    case "files":
      return filesOf(asked, viewer, question);
  }
}

function statesOf({ views }: AskedConversation, viewer: Viewer, seqs: readonly number[]): StatesNow {
  return { headSeq: viewer.asOf, states: seqs.length === 0 ? {} : views.of(viewer, seqs) };
}

function editsOf(asked: AskedConversation, viewer: Viewer, seq: number): MessageEdits | Refused {
  if (!isSeen(viewer, seq)) return refused("MESSAGE_NOT_FOUND");
  const state = asked.states.within(seq, seq).get(seq) ?? {};
  if (state.gone !== undefined || asked.isOver(seq)) return refused("MESSAGE_NOT_FOUND");
  const seen = (state.edits ?? []).map(([edited]) => edited).filter((edited) => isVisible(viewer.intervals, edited));
  return listed(asked, viewer, [seq, ...seen]);
}

function reactionsOf(
  asked: AskedConversation,
  viewer: Viewer,
  { seq, cursor, limit }: { readonly seq: number; readonly cursor?: string; readonly limit: number },
): ReactionPage | Refused {
  if (!isSeen(viewer, seq) || asked.isOver(seq)) return refused("MESSAGE_NOT_FOUND");
  const rows = asked.states.reactions(seq, parseCursor(cursor), limit);
  const end = rows.at(-1);
  return {
    items: rows.flatMap(({ userId, emoji, changes }) => {
      const last = lastSeen(viewer, changes);
      return last?.[2] === 1 ? [{ userId, emoji, seq: last[0] }] : [];
    }),
    next: end === undefined || rows.length < limit ? null : cursorOf(end),
  };
}

type ReactionPlace = { readonly userId: string; readonly emoji: string };
const cursorOf = ({ userId, emoji }: ReactionPlace): string =>
  `${userId}_${Buffer.from(emoji, "utf8").toString("base64url")}`;

/** An invented cursor begins at some place. */
function parseCursor(cursor = ""): ReactionPlace {
  // The id has one underscore of its own; the emoji's text may have some.
  const end = cursor.indexOf("_", "user_".length);
  if (end < 0) return { userId: cursor, emoji: "" };
  return { userId: cursor.slice(0, end), emoji: Buffer.from(cursor.slice(end + 1), "base64url").toString("utf8") };
}

function pinsOf(asked: AskedConversation, viewer: Viewer): MessagePins {
  const { states, views } = asked;
  const seqs = states.pins().filter((seq) => isSeen(viewer, seq) && !asked.isOver(seq));
  const shown = seqs.flatMap((seq) => {
    const state = states.within(seq, seq).get(seq) ?? {};
    const note = lastSeen(viewer, state.pins);
    return note?.[2] === 1 ? [{ seq, pinnedBy: note[1], pinnedAt: note[4] }] : [];
  });
  const newestFirst = shown.toReversed().slice(0, wireLimits.maxPins);
  const pinned = newestFirst.map(({ seq }) => seq);
  const { items, missing } = listed(asked, viewer, pinned);
  const now = pinned.length === 0 ? {} : views.of(viewer, pinned);
  return {
    items: items.map((item, index) => {
      const { pinnedBy, pinnedAt } = newestFirst[index] as (typeof newestFirst)[number];
      return { ...item, state: now[item.seq] ?? { asOf: viewer.asOf }, pinnedBy, pinnedAt };
    }),
    missing,
  };
}

function hiddenOf({ states }: AskedConversation, viewer: Viewer, after: number): HiddenSince {
  const hidden = states.hidden(viewer.userId);
  return { seqs: hidden.slice(after), hides: hidden.length };
}
