// Gives a timeline what it needs of the device: events and outbox, the store, and pages of the server.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { ConversationTimeline } from "../timeline/conversation-timeline.ts";
import type { Timeline, TimelineOptions } from "../timeline/timeline.ts";
import type { DeviceSession } from "./device-session.ts";
import { logAccess } from "./log-access.ts";

export function openTimeline(
  device: DeviceSession,
  conversationId: ConversationId,
  options: TimelineOptions,
): Timeline {
  return new ConversationTimeline(
    {
      emitter: device.emitter,
      me: device.session?.user.id ?? null,
      head: () => device.liveOrNone?.headOf(conversationId) ?? null,
      outgoing: () => device.liveOrNone?.outgoing(conversationId) ?? [],
      ...logAccess(device, conversationId),
    },
    conversationId,
    options,
  );
}
