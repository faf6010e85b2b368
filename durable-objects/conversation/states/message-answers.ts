// What a conversation tells of its messages beside pages: their states, edits, reactions and pins, as the asker sees them.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, type HistoryRange, type Refused, type StreamEvent } from "../../../schema/rpc/conversation.ts";
import type {
  HiddenSince,
  ListedEvent,
  MessageAnswer,
  MessageEdits,
  MessagePins,
  MessageQuestion,
  ReactionPage,
  StatesNow,
  ThreadEvents,
  ThreadQuery,
} from "../../../schema/rpc/message-changes.ts";
import { isVisible } from "../log/visibility.ts";
import type { StateStore } from "./state-store.ts";
import type { StateViews, Viewer } from "./views.ts";

/** What it needs of its conversation. */
export interface AskedConversation {
  readonly states: StateStore;
  readonly views: StateViews;
  /** The event as the viewer sees it; null: the log has dropped it. */
  event(seq: number): StreamEvent | null;
  /** Where history has it, if the log has not. */
  missing(seq: number): readonly HistoryRange[];
  createdAtOf(seq: number): number;
}

export function answerOfMessages<Q extends MessageQuestion>(
  asked: AskedConversation,
  viewer: Viewer,
  question: Q,
): MessageAnswer<Q["kind"]> | Refused {
  return answerOf(asked, viewer, question);
}

function answerOf(asked: AskedConversation, viewer: Viewer, question: MessageQuestion): MessageAnswer | Refused {
  switch (question.kind) {
    case "states":
      return statesOf(asked, viewer, question.seqs);
    case "edits":
      return editsOf(asked, viewer, question.seq);
    case "reactions":
      return reactionsOf(asked, viewer, question);
    case "pins":
      return pinsOf(asked, viewer);
    case "hidden":
      return hiddenOf(asked, viewer, question.after);
    case "thread":
      return threadOf(asked, viewer, question);
  }
}

const isSeen = ({ intervals, asOf }: Viewer, seq: number): boolean => seq <= asOf && isVisible(intervals, seq);

function statesOf({ views }: AskedConversation, viewer: Viewer, seqs: readonly number[]): StatesNow {
  return { headSeq: viewer.asOf, states: seqs.length === 0 ? {} : views.of(viewer, seqs) };
}

function editsOf(asked: AskedConversation, viewer: Viewer, seq: number): MessageEdits | Refused {
  if (!isSeen(viewer, seq)) return refused("MESSAGE_NOT_FOUND");
  const state = asked.states.within(seq, seq).get(seq) ?? {};
  if (state.gone !== undefined) return refused("MESSAGE_NOT_FOUND");
  const seen = (state.edits ?? []).map(([edited]) => edited).filter((edited) => isVisible(viewer.intervals, edited));
  return listed(asked, [seq, ...seen]);
}

/** The events in the order of `seqs`. */
function listed(asked: AskedConversation, seqs: readonly number[]): MessageEdits {
  const items = seqs.map((seq): ListedEvent => {
    const event = asked.event(seq);
    return { seq, createdAt: asked.createdAtOf(seq), frame: event?.frame ?? null };
  });
  const missing = items.filter(({ frame }) => frame === null).flatMap(({ seq }) => asked.missing(seq));
  return { items, missing };
}

function reactionsOf(
  { states }: AskedConversation,
  viewer: Viewer,
  { seq, cursor, limit }: { readonly seq: number; readonly cursor?: string; readonly limit: number },
): ReactionPage | Refused {
  if (!isSeen(viewer, seq)) return refused("MESSAGE_NOT_FOUND");
  const rows = states.reactions(seq, parseCursor(cursor), limit);
  const last = rows.at(-1);
  return {
    items: rows.flatMap(({ userId, emoji, changes }) => {
      const [, changedSeq, isThere] = changes.findLast(([, at]) => isVisible(viewer.intervals, at)) ?? ["", 0, 0];
      return isThere === 1 ? [{ userId, emoji, seq: changedSeq }] : [];
    }),
    next: last === undefined || rows.length < limit ? null : cursorOf(last),
  };
}

type ReactionPlace = { readonly userId: string; readonly emoji: string };
const cursorOf = ({ userId, emoji }: ReactionPlace): string =>
  `${userId}_${Buffer.from(emoji, "utf8").toString("base64url")}`;

/** An invented cursor begins at some place. */
function parseCursor(cursor: string | undefined): ReactionPlace {
  const at = cursor?.lastIndexOf("_") ?? -1;
  if (cursor === undefined || at < 0) return { userId: cursor ?? "", emoji: "" };
  const split = cursor.indexOf("_", "user_".length);
  const end = split < 0 ? at : split;
  return { userId: cursor.slice(0, end), emoji: Buffer.from(cursor.slice(end + 1), "base64url").toString("utf8") };
}

function pinsOf(asked: AskedConversation, viewer: Viewer): MessagePins {
  const { states, views } = asked;
  const seqs = states.pins().filter((seq) => isSeen(viewer, seq));
  const shown = seqs.flatMap((seq) => {
    const state = states.within(seq, seq).get(seq) ?? {};
    const note = (state.pins ?? []).findLast(([at]) => isVisible(viewer.intervals, at));
    return note?.[2] === 1 ? [{ seq, pinnedBy: note[1], pinnedAt: note[4] }] : [];
  });
  const newestFirst = shown.toReversed().slice(0, wireLimits.maxPins);
  const pinned = newestFirst.map(({ seq }) => seq);
  const { items, missing } = listed(asked, pinned);
  const now = pinned.length === 0 ? {} : views.of(viewer, pinned);
  return {
    items: items.map((item, index) => {
      const { pinnedBy, pinnedAt } = newestFirst[index] as (typeof newestFirst)[number];
      return { ...item, state: now[item.seq] ?? { asOf: viewer.asOf }, pinnedBy, pinnedAt };
    }),
    missing,
  };
}

/** Without either bound the newest replies. Those that came while the viewer was out are left out. */
function threadOf(
  asked: AskedConversation,
  viewer: Viewer,
  { seq: root, before, after, limit }: ThreadQuery,
): ThreadEvents | Refused {
  if (!isSeen(viewer, root)) return refused("MESSAGE_NOT_FOUND");
  const { threads } = asked.states;
  const within = viewer.intervals.map(({ fromSeq, toSeq }) => ({
    afterSeq: Math.max(fromSeq - 1, after ?? 0),
    throughSeq: Math.min(toSeq ?? viewer.asOf, viewer.asOf, (before ?? Infinity) - 1),
  }));
  // One more than the page has tells whether there is a further one.
  const most = limit + 1;
  const seqs = within.flatMap(({ afterSeq, throughSeq }) =>
    after === undefined
      ? threads.before(root, afterSeq, throughSeq, most)
      : threads.after(root, afterSeq, throughSeq, most),
  );
  const page = after === undefined ? seqs.slice(-limit) : seqs.slice(0, limit);
  const isMore = seqs.length > page.length;
  const shown = [root, ...page];
  return {
    ...listed(asked, shown),
    headSeq: viewer.asOf,
    states: asked.views.of(viewer, shown),
    ...neighbours({ before, after }, page, isMore),
  };
}

/** Where the pages beside this one are; null: nothing is there. */
function neighbours(
  { before, after }: { readonly before: number | undefined; readonly after: number | undefined },
  page: readonly number[],
  isMore: boolean,
): Pick<ThreadEvents, "before" | "after"> {
  const [first = null, last = null] = [page[0], page.at(-1)];
  if (after === undefined) return { before: isMore ? first : null, after: before === undefined ? null : before - 1 };
  return { before: after === 0 ? null : after + 1, after: isMore ? last : null };
}

function hiddenOf({ states }: AskedConversation, viewer: Viewer, after: number): HiddenSince {
  const hidden = states.hidden(viewer.userId);
  return { seqs: hidden.slice(after), hides: hidden.length };
}
