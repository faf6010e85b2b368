// Handles deliveries from conversations: forwards them to the sockets and records them in the inbox.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { Delivery, DeliveryAnswer } from "../../../schema/rpc/user-session.ts";
import { logError } from "../../runtime/logger.ts";
import type { Feeds } from "../../sockets/feeds.ts";
import type { Socket } from "../../sockets/socket.ts";
import { EventRun } from "../../stream/event-run.ts";
import type { Privacy } from "../account/privacy.ts";
import type { Conversations } from "../inbox/conversations.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Notifying } from "../notifying/notifying.ts";
import { announceLive } from "./announce.ts";
import { changedFrame } from "./syncing.ts";

export interface DeliveriesHost {
  readonly feeds: Feeds;
  readonly inbox: Inbox;
  readonly conversations: Pick<Conversations, "read">;
  readonly privacy: Pick<Privacy, "shown">;
  readonly notifying: Pick<Notifying, "hear">;
  listeners(): readonly Socket[];
  now(): number;
  /** Keeps working after the delivery was answered. */
  waitUntil(doing: Promise<void>): void;
}

/** @throws Error when the caller has already given up */
export function takeDelivery(host: DeliveriesHost, delivery: Delivery): DeliveryAnswer {
  // The caller will deliver it again; if it were taken now, it could arrive after later events.
  if (host.now() > delivery.deadlineAt) throw new Error("delivery past its deadline");
  const { conversationId, prev, events, cursorSeq } = delivery;
  // First, since which sockets are in force may be known from memory.
  const row = host.inbox.listingOf(conversationId);
  const listeners = host.listeners();
  const run = new EventRun(events);
  const shown = { headSeq: run.lastSeq ?? prev, cursorSeq };
  // A cold start of the conversation delivers again what the list shows already: as if it had not been delivered.
  if (delivery.redelivered && listeners.length === 0 && host.inbox.shows(conversationId, shown))
    return { state: "live", have: shown.headSeq };
  const signals = host.privacy.shown(conversationId, delivery.signals);
  const fed = host.feeds.deliver({ ...delivery, signals }, run, listeners);
  const heard = host.notifying.hear(conversationId, run, delivery);
  const answer = heard === "listening" && fed.state === "idle" ? stillListening(delivery, shown.headSeq) : fed;
  // No `await` since the events were forwarded: the output gate holds them until the mark is on disk.
  const isSilent = answer.state === "idle" && run.length > 0;
  const gone = run.goneSeqs();
  if (gone.size > 0) host.inbox.forgetPreview(conversationId, gone);
  const { listed } =
    delivery.last === true
      ? host.inbox.noteLeaving(conversationId, shown.headSeq)
      : host.inbox.noteDelivery(conversationId, shown, isSilent, row);
  if (!listed && run.length > 0 && listeners.length > 0) host.waitUntil(listNew(host, conversationId));
  return answer;
}

/** Nobody is there to read it, but there may be something to tell of what comes next. */
const stillListening = ({ prev, last }: Delivery, have: number): DeliveryAnswer =>
  last === true ? { state: "idle", have: prev } : { state: "live", have };

/** Sends the new inbox entry to the listening sockets. */
export const announceEntry = (listeners: readonly Socket[], entry: ConversationEntry): void =>
  announceLive(listeners, changedFrame(entry));

/**
 * Announces a conversation that is new in the inbox. If this fails, the entry is stale and comes with the next sync.
 */
async function listNew({ conversations }: DeliveriesHost, conversationId: ConversationId): Promise<void> {
  try {
    await conversations.read(conversationId, null);
  } catch (cause) {
    logError("new conversation not announced", cause, { conversationId });
  }
}
