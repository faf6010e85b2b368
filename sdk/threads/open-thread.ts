// Gives a thread what it needs of the user. Loaded when the first thread is opened.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { DeviceSession } from "../client/device-session.ts";
import { logAccess } from "../client/log-access.ts";
import type { KnownEvent } from "../states/known-event.ts";
import { eventsUpTo } from "../store/stored-events.ts";
import { ConversationThread } from "./conversation-thread.ts";
import type { Thread } from "./thread.ts";

/** @throws KlatchError `NOT_AUTHENTICATED` */
export function openThread(device: DeviceSession, conversationId: ConversationId, seq: number): Thread {
  const { user, calls } = device;
  return new ConversationThread(
    {
      ...logAccess(device, conversationId),
      emitter: user.emitter,
      me: user.id,
      outgoing: () => user.live.outgoing(conversationId),
      fetchThread: async (place) => {
        const validTo = user.forgotten.validity(conversationId);
        const { root, events, states, ...page } = await calls.thread(conversationId, seq, place);
        const { headSeq } = page;
        const known = [root, ...events].map((event): KnownEvent =>
          event.type === "new-message" ? { ...event, state: { ...states[event.seq], asOf: headSeq } } : event,
        );
        return { ...page, events: eventsUpTo(user.forgotten.cleaned(known, headSeq), validTo()) };
      },
      follow: async (follows, options) => {
        await calls.followThread(conversationId, seq, follows, options);
      },
    },
    conversationId,
    seq,
  );
}
