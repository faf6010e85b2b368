// Ends of polls: nobody votes any more.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ClosePollFrame } from "../../../schema/protocol/poll.ts";
import { changeKind, messagePath } from "./change-kind.ts";

export const isEndOfPoll = (event: EventFrame): event is Extract<EventFrame, { readonly type: "poll-closed" }> =>
  event.type === "poll-closed";

export const pollEnds = changeKind<ClosePollFrame>("close-poll", {
  weight: 1,
  ask({ conversationId, seq, senderId, pollOptions }, { actor, random }) {
    // Of others' polls only those of higher roles may.
    if (pollOptions === undefined || (senderId !== actor && !random.chance(0.1))) return null;
    return { type: "close-poll", conversationId, seq };
  },
  bySdk: (client, { conversationId, seq }) => client.closePoll(conversationId, seq),
  overHttp: (frame) => ({ method: "POST", path: `${messagePath(frame)}/close` }),
  makesEvent: true,
  isWhatItAsks: (event, { seq }) => isEndOfPoll(event) && event.targetSeq === seq,
  mayBeSo: () => false,
  doubled(changes) {
    const end = changes.findIndex(isEndOfPoll);
    // A vote after the end is as wrong as another end.
    return end < 0
      ? null
      : (changes.slice(end + 1).find((one) => isEndOfPoll(one) || one.type === "vote-changed") ?? null);
  },
  // With the votes.
  shown: () => ({}),
});
