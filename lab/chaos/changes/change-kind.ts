// One kind of what people do to messages in the storm: how it is asked for, and what the log and the states of messages
// must show of it. Each kind is declared once, in a file of this folder, with a line in `kinds.ts`.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ConversationId, OpId, UserId } from "../../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { MessageState } from "../../../schema/protocol/message-state.ts";
import type { KlatchClient, OutgoingChange } from "../../../sdk/entry.ts";
import type { HttpRequest } from "../clients/authorized-call.ts";
import type { Random } from "../../kit/random.ts";

/** A message that somebody was given lately. */
export interface Target {
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly senderId: UserId;
  /** How many options it has, if it is a poll. */
  readonly pollOptions?: number;
}

export interface Asking {
  readonly actor: UserId;
  readonly opId: OpId;
  readonly random: Random;
  /** Some of the people in the run, members or not. */
  readonly people: readonly UserId[];
}

/** The events that change one message, or change what is said of it, in the order of seq. */
export type Changes = readonly EventFrame[];

/** What a state says, but for its time and what is the caller's own. */
export type ShownState = Omit<Partial<MessageState>, "asOf" | "hidden">;

export interface Viewer {
  readonly userId: UserId;
  readonly message: Target;
}

interface Declared<Frame extends MessageChangeFrame> {
  /** Relative frequency. */
  readonly weight: number;
  /** What the actor does to this message; null: nothing that makes sense. */
  ask(target: Target, by: Asking): Frame | null;
  /** Has the SDK do the same, under an id of its own. */
  bySdk(client: KlatchClient, frame: Frame): OutgoingChange;
  overHttp(frame: Frame, opId: OpId): HttpRequest;
  /** Whether it has an event in the log. */
  readonly makesEvent: boolean;
  /** Whether the event is what the frame asks for, whoever caused it. Words that are gone may have been any. */
  isWhatItAsks(event: EventFrame, frame: Frame): boolean;
  /** Whether the answer may name the message itself, since it was so from the beginning. */
  mayBeSo(frame: Frame): boolean;
  /** A change of these that does what is done already: it was carried out twice. Null: none. */
  doubled(changes: Changes): EventFrame | null;
  /** What a state shows after these changes, all of which the viewer sees. */
  shown(changes: Changes, viewer: Viewer): ShownState;
}

export type ChangeKind = Declared<MessageChangeFrame>;

/** @param type of the frame */
export function changeKind<Frame extends MessageChangeFrame>(
  type: Frame["type"],
  declared: Declared<Frame>,
): ChangeKind {
  const isOfKind = (frame: MessageChangeFrame): frame is Frame => frame.type === type;
  const own = (frame: MessageChangeFrame): Frame => {
    if (!isOfKind(frame)) throw new TypeError(`${frame.type} is no ${type}`);
    return frame;
  };
  return {
    ...declared,
    bySdk: (client, frame) => declared.bySdk(client, own(frame)),
    overHttp: (frame, opId) => declared.overHttp(own(frame), opId),
    isWhatItAsks: (event, frame) => isOfKind(frame) && declared.isWhatItAsks(event, frame),
    mayBeSo: (frame) => declared.mayBeSo(own(frame)),
  };
}

/** The address of a message over HTTP. */
export const messagePath = ({ conversationId, seq }: Pick<Target, "conversationId" | "seq">): string =>
  `/api/conversations/${conversationId}/messages/${seq}`;
