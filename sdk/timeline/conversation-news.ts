// What a view of a conversation hears of it: its events, what became of its messages, and what the user has on its way.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import type { ViewStates } from "../states/view-states.ts";

interface Hearer {
  /** The next event of the log. */
  readonly heard: (event: EventFrame) => void;
  /** The log ends at `headSeq` now. */
  readonly setBack: (to: KlatchEvents["set-back"]) => void;
  readonly outboxChanged: (message: OutgoingMessage) => void;
  /** What became of these messages is another than before. */
  readonly became: (seqs: readonly number[]) => void;
  /** The device has been away, and has caught up. */
  readonly caughtUp: () => void;
}

/** @returns a function that stops this */
export function hearOf(
  conversationId: ConversationId,
  emitter: Emitter<KlatchEvents>,
  states: ViewStates,
  hearer: Hearer,
): () => void {
  const ofThis =
    <News extends { readonly conversationId: ConversationId }>(take: (news: News) => void) =>
    (news: News): void => {
      if (news.conversationId === conversationId) take(news);
    };
  const became = (take: (seqs: readonly number[]) => void = () => {}) =>
    ofThis(({ seqs }: KlatchEvents["message-state"]) => {
      take(seqs);
      hearer.became(seqs);
    });
  const expired = became((seqs) => states.expire(seqs));
  const hidden = became((seqs) => states.held.hide(seqs));
  const offs = [
    emitter.on("event", ofThis(hearer.heard)),
    emitter.on("set-back", ofThis(hearer.setBack)),
    emitter.on("outbox", ofThis(hearer.outboxChanged)),
    emitter.on("change", became()),
    emitter.on("burning", became()),
    emitter.on("expired", expired),
    emitter.on("hidden", hidden),
    emitter.on("sync", hearer.caughtUp),
  ];
  return () => {
    for (const off of offs) off();
  };
}
