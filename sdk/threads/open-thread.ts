// Gives a thread what it needs of the device. Loaded when the first thread is opened.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { DeviceSession } from "../client/device-session.ts";
import { logAccess } from "../client/log-access.ts";
import type { KnownEvent } from "../states/known-event.ts";
import { ConversationThread } from "./conversation-thread.ts";
import type { Thread } from "./thread.ts";

export function openThread(device: DeviceSession, conversationId: ConversationId, seq: number): Thread {
  const access = logAccess(device, conversationId);
  return new ConversationThread(
    {
      ...access,
      emitter: device.emitter,
      me: device.session?.user.id ?? null,
      outgoing: () => device.liveOrNone?.outgoing(conversationId) ?? [],
      fetchThread: async (place) => {
        const { root, events, states, ...page } = await device.calls.thread(conversationId, seq, place);
        const { headSeq } = page;
        const known = [root, ...events].map((event): KnownEvent =>
          event.type === "new-message" ? { ...event, state: { ...states[event.seq], asOf: headSeq } } : event,
        );
        return { ...page, events: device.forgotten.cleaned(known, headSeq) };
      },
      follow: async (follows, options) => {
        await device.calls.followThread(conversationId, seq, follows, options);
      },
    },
    conversationId,
    seq,
  );
}
