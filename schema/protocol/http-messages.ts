// HTTP bodies of single messages: their state, edits, reactions and pins.
import * as v from "valibot";
import { deliveredContentShape, type ReceivedContent } from "./content/content.ts";
import { eventFrame, type EventFrame } from "./events/events.ts";
import { opIdShape, userIdShape, type UserId } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { messageStateShape, messageStatesShape, type MessageState } from "./message-state.ts";
import { pageQueryShape } from "./page-query.ts";
import { listFields, listShape, queryList, queryNumber, seqNumber, seqOrZero, strictShape, timeMs } from "./shape.ts";

const seqInList = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,15}$/), v.transform(Number));

export const statesQueryShape = strictShape({ seqs: queryList(seqInList, wireLimits.maxStatesPerRequest) });
/** `states`: of those messages that were changed; the others that the caller may see are as they were sent. */
export const statesResultShape = strictShape({ headSeq: seqOrZero, states: messageStatesShape });
export type StatesResult = v.InferOutput<typeof statesResultShape>;

/** `state` is left out while the message is as it was sent. */
export const messageResultShape = strictShape({ event: eventFrame, state: v.exactOptional(messageStateShape) });

/** The message as it was sent, then each edit. */
export const editsResultShape = listShape(
  strictShape({ seq: seqNumber, content: deliveredContentShape, createdAt: timeMs }),
);
/** As a client gets it, as in `MessagesResult`: what a newer server knows may be among it. */
export type EditsResult = {
  readonly items: readonly { seq: number; content: ReceivedContent; createdAt: number }[];
  readonly next: string | null;
};

export const reactionsQueryShape = pageQueryShape;
/** Who reacted with what, in the order of emoji and user. */
export const reactionsResultShape = listShape(strictShape({ userId: userIdShape, emoji: v.string(), seq: seqNumber }));
export type ReactionsResult = v.InferOutput<typeof reactionsResultShape>;

/** The pinned messages, the newest pin first, as they are now. */
export const pinsResultShape = listShape(
  strictShape({ event: eventFrame, state: messageStateShape, pinnedBy: userIdShape, pinnedAt: timeMs }),
);
export type PinsResult = {
  readonly items: readonly { event: EventFrame; state: MessageState; pinnedBy: UserId; pinnedAt: number }[];
  readonly next: string | null;
};

/** `after`: the `hides` that the device has. */
export const hiddenQueryShape = strictShape({ after: v.optional(queryNumber(seqOrZero), "0") });
/** `hides`: ask with it for what is hidden later. */
export const hiddenResultShape = strictShape({ ...listFields(seqNumber), hides: seqOrZero });
export type HiddenResult = v.InferOutput<typeof hiddenResultShape>;

/** Who repeats a change names it by the same id; without one the request is not told from a new one. */
export const changeQueryShape = strictShape({ opId: v.exactOptional(opIdShape) });
export const recallQueryShape = strictShape({ for: v.optional(v.picklist(["all", "me"]), "all") });
