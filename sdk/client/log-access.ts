// How a conversation's log is read: from the store, and in pages of the server, which go into the store.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { eventsOf, type KnownEvent } from "../states/known-event.ts";
import { MessageStates } from "../states/message-states.ts";
import { eventsUpTo, lastSeqOf } from "../store/stored-events.ts";
import { TimelineLoader, type LogAccess } from "../timeline/timeline-loader.ts";
import { abortable } from "./abortable.ts";
import type { DeviceSession } from "./device-session.ts";
import { closedError } from "./klatch-error.ts";

/** As the user who is signed in now. What was asked for before the log was set back counts up to its head. */
export function logAccess(device: DeviceSession, conversationId: ConversationId): LogAccess {
  const { userOrNone: user, calls } = device;
  const cleaned = (events: readonly KnownEvent[], headSeq: number): KnownEvent[] =>
    user?.forgotten.cleaned(events, headSeq) ?? [];
  const validity: LogAccess["validity"] = () => user?.forgotten.validity(conversationId) ?? (() => 0);
  return {
    validity,
    cursor: () => user?.live.cursorOf(conversationId) ?? null,
    changes: () => user?.live.changes(conversationId) ?? [],
    burnsAt: (seq) => user?.burns.burnsAt(conversationId, seq) ?? null,
    now: () => device.now(),
    readStored: async (query) => {
      const validTo = validity();
      const events = eventsUpTo((await user?.keeper.readEvents(query)) ?? [], validTo());
      user?.burns.learn(events);
      return events;
    },
    fetchPage: async (page) => {
      const validTo = validity();
      const { headSeq, before, after, ...rest } = await calls.history(conversationId, page);
      const events = eventsUpTo(cleaned(eventsOf({ headSeq, before, after, ...rest }), headSeq), validTo());
      user?.keeper.putEvents(events);
      user?.burns.learn(events);
      return { events, headSeq, before, after };
    },
    fetchStates: async (seqs) => {
      const validTo = validity();
      const states = await calls.states(conversationId, seqs, {});
      // Asked again after the sync that follows.
      if (states.headSeq > validTo()) throw closedError("UNAVAILABLE");
      return states;
    },
    keepStates: (events, headSeq) => {
      user?.burns.learn(events);
      user?.keeper.putEvents(cleaned(events, headSeq));
      for (const { seq, state } of events)
        if (state?.recalled !== undefined) user?.keeper.forget({ conversationId, seqs: new Set([seq]), state });
    },
  };
}

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
  const me = device.userOrNone?.id ?? null;
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
