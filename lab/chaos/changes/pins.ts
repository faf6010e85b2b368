// Pins: people pin messages for everybody, and take pins away, whoever put them there.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { PinMessageFrame } from "../../../schema/protocol/message-changes.ts";
import { changeKind, messagePath } from "./change-kind.ts";

const isPin = (event: EventFrame): event is Extract<EventFrame, { readonly type: "pin-changed" }> =>
  event.type === "pin-changed";

export const pins = changeKind<PinMessageFrame>("pin-message", {
  weight: 5,
  ask: ({ conversationId, seq }, { opId, random }) => ({
    type: "pin-message",
    opId,
    conversationId,
    seq,
    active: random.chance(0.5),
  }),
  bySdk: (client, { conversationId, seq, active }) => client.pin(conversationId, seq, active),
  overHttp: ({ active, ...target }, opId) => ({
    method: active ? "PUT" : "DELETE",
    path: `${messagePath(target)}/pin?opId=${opId}`,
  }),
  makesEvent: true,
  isWhatItAsks: (event, { seq, active }) => isPin(event) && event.targetSeq === seq && event.active === active,
  mayBeSo: ({ active }) => !active,
  doubled(changes) {
    let isPinned = false;
    for (const event of changes.filter(isPin)) {
      if (event.active === isPinned) return event;
      isPinned = event.active;
    }
    return null;
  },
  shown: (changes) => (changes.findLast(isPin)?.active === true ? { pinned: true } : {}),
});
