// How a conversation's log is read: from the store, and in pages of the server, which go into the store.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { eventsOf } from "../states/known-event.ts";
import { MessageStates } from "../states/message-states.ts";
import { lastSeqOf } from "../store/stored-events.ts";
import { TimelineLoader, type LogAccess } from "../timeline/timeline-loader.ts";
import { abortable } from "./abortable.ts";
import type { DeviceSession } from "./device-session.ts";

export const logAccess = (device: DeviceSession, conversationId: ConversationId): LogAccess => ({
  cursor: () => device.liveOrNone?.cursorOf(conversationId) ?? null,
  changes: () => device.liveOrNone?.changes(conversationId) ?? [],
  burnsAt: (seq) => device.burns.burnsAt(conversationId, seq),
  now: () => device.now(),
  readStored: async (query) => {
    const events = (await device.keeper?.readEvents(query)) ?? [];
    device.burns.learn(events);
    return events;
  },
  fetchPage: async (page) => {
    const { keeper } = device;
    const { headSeq, before, after, ...rest } = await device.calls.history(conversationId, page);
    const events = device.forgotten.cleaned(eventsOf({ headSeq, before, after, ...rest }), headSeq);
    keeper?.putEvents(events);
    device.burns.learn(events);
    return { events, headSeq, before, after };
  },
  fetchStates: (seqs) => device.calls.states(conversationId, seqs, {}),
  keepStates: (events, headSeq) => {
    const { keeper, forgotten, burns } = device;
    burns.learn(events);
    keeper?.putEvents(forgotten.cleaned(events, headSeq));
    for (const { seq, state } of events)
      if (state?.recalled !== undefined) keeper?.forget({ conversationId, seqs: new Set([seq]), state });
  },
});

/** The stored event, or else the server's. @returns null if this user sees none with this seq @throws KlatchError */
export async function findEvent(
  device: DeviceSession,
  conversationId: ConversationId,
  seq: number,
  signal: AbortSignal | undefined,
  states: MessageStates = new MessageStates(logAccess(device, conversationId), conversationId, null),
): Promise<EventFrame | null> {
  const loader = new TimelineLoader(logAccess(device, conversationId), conversationId, states);
  // Backwards, because a `void` begins before the seqs that it covers.
  const [event] = (await abortable(loader.before(seq + 1, 1), signal)).events;
  return event !== undefined && event.seq <= seq && lastSeqOf(event) >= seq ? event : null;
}

/** A message and what became of it. @returns null if this user sees no message with this seq @throws KlatchError */
export async function findMessage(
  device: DeviceSession,
  conversationId: ConversationId,
  seq: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly event: NewMessageFrame; readonly state: MessageState | null } | null> {
  const me = device.session?.user.id ?? null;
  const states = new MessageStates(logAccess(device, conversationId), conversationId, me);
  const event = await findEvent(device, conversationId, seq, signal, states);
  if (event?.type !== "new-message") return null;
  const asked = states.ask(
    () => [event],
    () => {},
  );
  await abortable(asked, signal);
  return { event, state: states.of(event) };
}
