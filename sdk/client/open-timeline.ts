// Gives a timeline what it needs of the user: events and outbox, the store, and pages of the server.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { ConversationTimeline } from "../timeline/conversation-timeline.ts";
import type { Timeline, TimelineOptions } from "../timeline/timeline.ts";
import type { DeviceSession } from "./device-session.ts";
import { Emitter } from "./emitter.ts";
import { logAccess } from "./log-access.ts";

export function openTimeline(
  device: DeviceSession,
  conversationId: ConversationId,
  options: TimelineOptions,
): Timeline {
  const user = device.userOrNone;
  return new ConversationTimeline(
    {
      emitter: user?.emitter ?? new Emitter(),
      me: user?.id ?? null,
      head: () => user?.live.headOf(conversationId) ?? null,
      outgoing: () => user?.live.outgoing(conversationId) ?? [],
      ...logAccess(device, conversationId),
    },
    conversationId,
    options,
  );
}
