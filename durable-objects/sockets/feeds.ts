// Forwards a conversation's stream to the sockets: those that are caught up get the events, packed and serialised once.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { SyncRequiredFrame } from "../../schema/protocol/sync.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { StreamReceiver, type Place } from "../stream/stream-receiver.ts";
import type { EventRun, ShownCounts } from "../stream/event-run.ts";
import { packRun } from "./pack-frames.ts";
import { weigh, type Weighed } from "./read-credit.ts";
import type { Socket } from "./socket.ts";

const countsOf = ({ unread, mentions }: Delivery): ShownCounts | null =>
  unread === null ? null : { unread, ...(mentions !== undefined && { mentions }) };

export class Feeds {
  readonly #receivers = new Map<ConversationId, StreamReceiver>();

  receiver(conversationId: ConversationId): StreamReceiver {
    const known = this.#receivers.get(conversationId);
    if (known !== undefined) return known;
    const receiver = new StreamReceiver();
    this.#receivers.set(conversationId, receiver);
    return receiver;
  }

  /**
   * Forwards one delivery to the sockets.
   *
   * @param run the delivery's events
   * @param listeners the sockets that have begun to sync
   */
  deliver(delivery: Delivery, run: EventRun, listeners: readonly Socket[]): DeliveryAnswer {
    const { conversationId } = delivery;
    const places = new Map<Socket, Place>(listeners.map((socket) => [socket, socket.placeIn(conversationId)]));
    const { answer, gives, lapsed, informed } = this.receiver(conversationId).receive(
      { ...delivery, events: run },
      places,
    );
    const texts = new Map<EventRun, Weighed>();
    for (const { socket, events } of gives) {
      let packed = texts.get(events);
      if (packed === undefined) {
        packed = weigh(packRun(events, countsOf(delivery)));
        texts.set(events, packed);
      }
      if (!socket.give(packed, conversationId, events.lastSeq ?? answer.have))
        socket.lapse({ type: "sync-required", conversationId, headSeq: answer.have });
    }
    for (const socket of lapsed) socket.lapse({ type: "sync-required", conversationId, headSeq: answer.have });
    if (delivery.signals.length > 0) for (const socket of informed) this.#signal(socket, delivery, answer.have);
    return answer;
  }

  /** Whoever has no room for a signal gets the state that it shows from the next sync. */
  #signal(socket: Socket, { conversationId, signals }: Delivery, headSeq: number): void {
    if (socket.hasRoomFor(signals, "event")) socket.send(signals);
    else if (socket.placeIn(conversationId).state === "caught-up")
      socket.lapse({ type: "sync-required", conversationId, headSeq });
  }

  /** The conversation was set back to an earlier time: forgets what was forwarded, and makes the sockets sync. */
  setBack(conversationId: ConversationId, headSeq: number, listeners: readonly Socket[]): void {
    this.#receivers.delete(conversationId);
    const frame: SyncRequiredFrame = { type: "sync-required", conversationId, headSeq, setBack: true };
    for (const socket of listeners) socket.lapse(frame);
  }
}
