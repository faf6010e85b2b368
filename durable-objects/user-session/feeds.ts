// From a conversation's stream to the sockets: who is level gets the events, packed and serialised once.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { StreamEvent } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { Inlet, type Place } from "../stream/inlet.ts";
import type { Socket } from "./sockets.ts";

export class Feeds {
  readonly #inlets = new Map<ConversationId, Inlet>();

  inlet(conversationId: ConversationId): Inlet {
    const known = this.#inlets.get(conversationId);
    if (known !== undefined) return known;
    const inlet = new Inlet();
    this.#inlets.set(conversationId, inlet);
    return inlet;
  }

  /** @param listeners the sockets that have begun to sync */
  deliver(delivery: Delivery, listeners: readonly Socket[]): DeliveryAnswer {
    const { conversationId } = delivery;
    const places = new Map<Socket, Place>(listeners.map((socket) => [socket, socket.placeIn(conversationId)]));
    const { answer, gives, lapsed, informed } = this.inlet(conversationId).receive(delivery, places);
    const texts = new Map<readonly StreamEvent[], readonly string[]>();
    for (const { socket, events } of gives) {
      let frames = texts.get(events);
      if (frames === undefined) {
        frames = eventFrames(events, delivery.unread);
        texts.set(events, frames);
      }
      socket.send(frames);
    }
    for (const socket of lapsed) this.#lapse(socket, conversationId, answer.have);
    if (delivery.signals.length > 0) for (const socket of informed) socket.send(delivery.signals);
    return answer;
  }

  /** Tells a socket that it may lack something: it gets no more of the conversation until it syncs. */
  #lapse(socket: Socket, conversationId: ConversationId, headSeq: number): void {
    socket.setPlace(conversationId, { state: "lapsed", ahead: 0 });
    const frame: DownFrame = { type: "sync-required", conversationId, headSeq };
    socket.sendText(JSON.stringify(frame));
  }
}

/** The events' frames, the last with the receiver's exact unread count. */
export function eventFrames(events: readonly StreamEvent[], unread: number | null): readonly string[] {
  const frames = events.map(({ frame }) => frame);
  const last = frames.at(-1);
  // Put in as text: the frame is shared by all receivers, the count is this one's.
  if (last !== undefined && unread !== null) frames[frames.length - 1] = `${last.slice(0, -1)},"unread":${unread}}`;
  return frames;
}
