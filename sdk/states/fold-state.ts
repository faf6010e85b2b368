// What became of a message: a state that the server gave, with the events that came after it, and one's own changes that are
// on their way. Pure.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { MessageState, ReactionCount } from "../../schema/protocol/message-state.ts";
import type { PollState } from "../../schema/protocol/poll.ts";
import { isMessageChange, type MessageChange } from "../client/message-change.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import { emojiKey } from "./emoji-key.ts";

/** The messages that an event changes. */
export const targetsOf = (change: MessageChange): readonly number[] =>
  change.type === "messages-expired" ? change.targetSeqs : [change.targetSeq];

/** An event after which the states of messages are others: a change of them, or a reply in a thread. */
export type StateEvent = MessageChange | (NewMessageFrame & { readonly thread: number });

export const isStateEvent = (event: EventFrame): event is StateEvent =>
  isMessageChange(event) || (event.type === "new-message" && event.thread !== undefined);

/** The messages whose states it changes: its targets, and the first message of the thread that has one reply more or less. */
export function touchedBy(event: StateEvent): readonly number[] {
  if (event.type === "new-message") return [event.thread];
  if (event.type === "message-recalled" && event.thread !== undefined) return [event.targetSeq, event.thread];
  if (event.type === "messages-expired" && event.threads !== undefined)
    return [...new Set([...event.targetSeqs, ...Object.values(event.threads)])];
  return targetsOf(event);
}

/** The state of a message after an event that touches it. One that the state contains already changes nothing. */
export function afterEvent(
  state: MessageState,
  event: StateEvent,
  message: Pick<NewMessageFrame, "seq" | "senderId">,
  me: UserId | null,
): MessageState {
  if (event.seq <= state.asOf) return state;
  const { count = 0, lastReplyAt, mine } = state.thread ?? {};
  if (event.type === "new-message") {
    // Who wrote the first message follows the thread from its first reply on.
    const isMine = mine ?? (event.senderId === me || (lastReplyAt === undefined && message.senderId === me));
    const thread = { count: count + 1, lastReplyAt: event.createdAt, ...(isMine && { mine: true as const }) };
    return { ...state, asOf: event.seq, thread };
  }
  // What is gone stays so.
  const isChanged = state.recalled === undefined && targetsOf(event).includes(message.seq);
  const left = isChanged ? afterChange(state, event, me) : { ...state, asOf: event.seq };
  const fewer = repliesLost(event, message.seq);
  return fewer === 0 ? left : { ...left, thread: { ...left.thread, count: Math.max(0, count - fewer) } };
}

/** How many replies under this message are gone by the event. */
function repliesLost(event: MessageChange, root: number): number {
  if (event.type === "message-recalled") return event.thread === root ? 1 : 0;
  if (event.type !== "messages-expired") return 0;
  return event.targetSeqs.filter((seq) => event.threads?.[seq] === root).length;
}

/** The state after an event that changes the message. One that the state contains already changes nothing. */
export function afterChange(state: MessageState, change: MessageChange, me: UserId | null): MessageState {
  const asOf = change.seq;
  if (asOf <= state.asOf) return state;
  switch (change.type) {
    case "message-edited":
      return edited({ ...state, asOf }, change.content, change.mentions, change.createdAt);
    case "message-recalled":
      return recalled({ ...state, asOf }, { senderId: change.senderId, reason: change.reason });
    case "messages-expired":
      return recalled({ ...state, asOf }, { reason: "expired" });
    case "reaction-changed": {
      const { emoji, active, senderId } = change;
      return { ...reacted(state, emoji, active, senderId === me), asOf };
    }
    case "pin-changed":
      return { ...pinned(state, change.active), asOf };
    case "vote-changed": {
      const { counts, voters, senderId, options = [] } = change;
      const mine = senderId === me && senderId !== undefined ? options : state.poll?.mine;
      return { ...withVotes(state, { counts, voters }, mine), asOf };
    }
    case "poll-closed": {
      const { senderId, createdAt, counts, voters } = change;
      return { ...closed(withVotes(state, { counts, voters }, state.poll?.mine), senderId, createdAt), asOf };
    }
  }
}

/**
 * The state with what the user did and the server has not said yet.
 * @param isOwn the user wrote the message
 */
export function withOutgoing(
  state: MessageState,
  changes: readonly OutgoingChange[],
  me: UserId | null,
  isOwn: boolean,
): MessageState {
  return changes.reduce((before, { frame, state: is, writtenAtMs }) => {
    if (is === "failed" || is === "discarded" || before.recalled !== undefined) return before;
    switch (frame.type) {
      case "edit-message":
        return edited(before, frame.content, frame.mentions, writtenAtMs);
      case "recall-message":
        return recalled(before, { ...(me !== null && { senderId: me }), reason: isOwn ? "sender" : "moderator" });
      case "react": {
        const known = before.reactions?.find(({ emoji }) => emojiKey(emoji) === emojiKey(frame.emoji));
        const isSo = (known?.mine ?? false) === frame.active;
        return isSo ? before : reacted(before, known?.emoji ?? frame.emoji, frame.active, true);
      }
      case "pin-message":
        return pinned(before, frame.active);
      case "hide-messages":
        return { ...before, hidden: true };
      case "vote":
        return before.poll?.closedAt === undefined ? voted(before, frame.options) : before;
      case "close-poll":
        return me === null || before.poll?.closedAt !== undefined ? before : closed(before, me, writtenAtMs);
    }
  }, state);
}

function edited(
  { mentions: _, ...state }: MessageState,
  content: NonNullable<MessageState["content"]>,
  mentions: readonly UserId[] | undefined,
  editedAt: number,
): MessageState {
  return { ...state, content, editedAt, ...(mentions !== undefined && { mentions: [...mentions] }) };
}

/** Nothing is left of what it said, or of what others said to it, but for its thread. */
export const recalled = (
  { asOf, hidden, thread }: MessageState,
  how: NonNullable<MessageState["recalled"]>,
): MessageState => ({
  asOf,
  recalled: how,
  ...(hidden && { hidden }),
  ...(thread !== undefined && { thread }),
});

function reacted(
  { reactions = [], ...state }: MessageState,
  emoji: string,
  active: boolean,
  isMine: boolean,
): MessageState {
  const step = active ? 1 : -1;
  const changed = reactions.map((known): ReactionCount =>
    known.emoji === emoji ? { emoji, count: known.count + step, mine: isMine ? active : known.mine } : known,
  );
  const isNew = active && !reactions.some((known) => known.emoji === emoji);
  const all = isNew ? [...changed, { emoji, count: 1, mine: isMine }] : changed;
  const left = all.filter(({ count }) => count > 0);
  return left.length > 0 ? { ...state, reactions: left } : state;
}

const noVotes: PollState = { counts: [], voters: 0 };

function withVotes(
  state: MessageState,
  { counts, voters }: Pick<PollState, "counts" | "voters">,
  mine: readonly number[] | undefined,
): MessageState {
  const { mine: _, ...poll } = state.poll ?? noVotes;
  const isMine = mine !== undefined && mine.length > 0;
  return { ...state, poll: { ...poll, counts, voters, ...(isMine && { mine: [...mine] }) } };
}

/** The user's choice, before the server has said what it makes of the counts. */
function voted(state: MessageState, options: readonly number[]): MessageState {
  const { counts, voters, mine = [] } = state.poll ?? noVotes;
  const length = Math.max(counts.length, ...options.map((option) => option + 1));
  const step = (option: number): number => Number(options.includes(option)) - Number(mine.includes(option));
  return withVotes(
    state,
    {
      counts: Array.from({ length }, (_, option) => (counts[option] ?? 0) + step(option)),
      voters: voters + Number(options.length > 0) - Number(mine.length > 0),
    },
    options,
  );
}

const closed = (state: MessageState, closedBy: UserId, closedAt: number): MessageState => ({
  ...state,
  poll: { ...noVotes, ...state.poll, closedBy, closedAt },
});

function pinned({ pinned: _, ...state }: MessageState, active: boolean): MessageState {
  return active ? { ...state, pinned: true } : state;
}
