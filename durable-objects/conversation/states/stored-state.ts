// What storage keeps of a changed message. No words of people: what an edit says is only in the log, where it can be
// overwritten in its place. Pure.
import type { OpId, UserId } from "../../../schema/protocol/ids.ts";
import type { RecallReason } from "../../../schema/protocol/message-state.ts";
import type { PollNote } from "./poll-note.ts";
import type { ThreadNote } from "./thread-note.ts";

/** The event, its op, and its time (ms since 1970). */
export type EditNote = readonly [seq: number, opId: OpId, at: number];
/** `users`: the first few who reacted; all of them if there are as many as `count`. */
export type ReactionNote = readonly [emoji: string, count: number, users: readonly UserId[]];
/** The event, who did it, whether the message is pinned since, the op, the time. */
export type PinNote = readonly [seq: number, by: UserId, active: 0 | 1, opId: OpId, at: number];
/** The event that removed the message, why, and who did; null: its time was over. */
export type GoneNote = readonly [seq: number, reason: RecallReason | "expired", by: UserId | null];

/** Each list oldest first. A message that is gone has nothing else but its thread. */
export interface StoredState {
  readonly edits?: readonly EditNote[];
  readonly reactions?: readonly ReactionNote[];
  readonly pins?: readonly PinNote[];
  readonly gone?: GoneNote;
  readonly thread?: ThreadNote;
  readonly poll?: PollNote;
}

/** A change of one person's one emoji on a message: the event, the op, and whether it is there since. */
export type ReactionChange = readonly [seq: number, opId: OpId, active: 0 | 1];

/** So many states are in a row: a page of 50 messages reads at most five. */
const statesInBlock = 16;
export const blockOf = (seq: number): number => Math.floor((seq - 1) / statesInBlock);

/** Named in the state, so that a page need not look up who reacted. */
const maxNamed = 10;
/** Repeats of older changes are recognised by their time alone. */
export const maxChangesKept = 16;

/** @param userId has none of this emoji there before, if `active`; else has one */
export function withReaction(state: StoredState, emoji: string, userId: UserId, active: boolean): StoredState {
  const reactions = state.reactions ?? [];
  const known = reactions.find(([one]) => one === emoji);
  const changed = changedNote(known ?? [emoji, 0, []], userId, active);
  if (changed === null) return { ...state, reactions: reactions.filter((note) => note !== known) };
  if (known === undefined) return { ...state, reactions: [...reactions, changed] };
  return { ...state, reactions: reactions.map((note) => (note === known ? changed : note)) };
}

function changedNote([emoji, count, users]: ReactionNote, userId: UserId, active: boolean): ReactionNote | null {
  if (!active) return count <= 1 ? null : [emoji, count - 1, users.filter((one) => one !== userId)];
  // Somebody may be named only while all are: else a place that became free would be taken by a later one.
  const isWhole = users.length === count && count < maxNamed;
  return [emoji, count + 1, isWhole ? [...users, userId] : users];
}

export const withGone = ({ thread }: StoredState, gone: GoneNote): StoredState => ({
  gone,
  ...(thread !== undefined && { thread }),
});

/** The last of these notes, if any. */
export const lastPin = ({ pins = [] }: StoredState): PinNote | undefined => pins.at(-1);
export const isPinned = (state: StoredState): boolean => lastPin(state)?.[2] === 1;

export const withPin = (state: StoredState, note: PinNote): StoredState => ({
  ...state,
  pins: [...(state.pins ?? []), note].slice(-maxChangesKept),
});

export const withEdit = (state: StoredState, note: EditNote): StoredState => ({
  ...state,
  edits: [...(state.edits ?? []), note],
});
