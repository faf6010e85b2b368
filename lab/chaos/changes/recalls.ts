// Recalls: people take messages back for everybody.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { RecallMessageFrame } from "../../../schema/protocol/message-changes.ts";
import { isEnding, targetsOf } from "./event-targets.ts";
import { changeKind, messagePath } from "./change-kind.ts";

const isRecall = (event: EventFrame): event is Extract<EventFrame, { readonly type: "message-recalled" }> =>
  event.type === "message-recalled";

export const recalls = changeKind<RecallMessageFrame>("recall-message", {
  weight: 3,
  ask({ conversationId, seq, senderId }, { actor, random }) {
    // Of others' messages only those of higher roles may.
    if (senderId !== actor && !random.chance(0.1)) return null;
    return { type: "recall-message", conversationId, seq };
  },
  bySdk: (client, { conversationId, seq }) => client.recall(conversationId, seq),
  overHttp: (frame) => ({ method: "DELETE", path: messagePath(frame) }),
  makesEvent: true,
  // What is over already needs no other end.
  isWhatItAsks: (event, { seq }) => isEnding(event) && targetsOf(event).includes(seq),
  mayBeSo: () => false,
  doubled: (changes) => changes.filter(isRecall)[1] ?? null,
  shown(changes) {
    const ended = changes.find(isEnding);
    if (ended === undefined) return {};
    if (ended.type === "messages-expired") return { recalled: { reason: "expired" } };
    return { recalled: { senderId: ended.senderId, reason: ended.reason } };
  },
});
