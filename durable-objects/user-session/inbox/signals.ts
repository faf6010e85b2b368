// Read marks and typing of the user, on their way to a conversation.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { Counted } from "../../../schema/rpc/append.ts";
import { refused, type ConversationStubs, type MarkedRead, type Refused } from "../../../schema/rpc/conversation.ts";
import { callActor } from "../../runtime/calls.ts";
import type { Feeds } from "../../sockets/feeds.ts";
import { isOverAllowance, mostBesideMark, signalReach } from "../../stream/reach.ts";
import type { Privacy } from "../account/privacy.ts";
import type { ChargedCalls } from "../budgets/charged-calls.ts";
import type { Inbox } from "./inbox.ts";

export interface SignalsHost {
  readonly userId: UserId;
  readonly stub: ConversationStubs;
  readonly inbox: Pick<Inbox, "has" | "markStale">;
  readonly feeds: Feeds;
  readonly charged: ChargedCalls;
  readonly privacy: Pick<Privacy, "receipts" | "isInvisible">;
}

/** The refusal for a conversation that is not in the inbox: no actor is created for an invented name. */
const unknown = refused("CONVERSATION_NOT_FOUND");

export class Signals {
  readonly #host: SignalsHost;

  constructor(host: SignalsHost) {
    this.#host = host;
  }

  /** @throws ActorUnavailable */
  async markRead(conversationId: ConversationId, seq: number): Promise<MarkedRead | Refused> {
    if (!this.#host.inbox.has(conversationId)) return unknown;
    return this.#signal(conversationId, mostBesideMark, async (allowance) => {
      // Before the call: if the answer is lost, the unread count is refreshed all the same.
      this.#host.inbox.markStale(conversationId);
      const receiver = this.#host.feeds.receiver(conversationId);
      const mark = { userId: this.#host.userId, seq, allowance, receipts: this.#host.privacy.receipts };
      return receiver.duringMark(() => callActor(() => this.#host.stub(conversationId).markRead(mark)));
    });
  }

  /** @throws ActorUnavailable */
  async setTyping(conversationId: ConversationId, active: boolean): Promise<{ ok: true } | Refused> {
    if (!this.#host.inbox.has(conversationId)) return unknown;
    if (this.#host.privacy.isInvisible) return { ok: true };
    return this.#signal(conversationId, 0, (allowance) =>
      callActor(() => this.#host.stub(conversationId).setTyping({ userId: this.#host.userId, active, allowance })),
    );
  }

  /** A signal is shown to all members of a small conversation, or to nobody but the user's own devices. */
  async #signal<Done extends { readonly ok: true } | MarkedRead>(
    conversationId: ConversationId,
    mostBeside: number,
    send: (allowance: number) => Promise<(Done | Refused) & Counted>,
  ): Promise<Done | Refused> {
    const answer = await this.#host.charged.make<(Done | Refused) & Counted>(conversationId, {
      costs: { calls: 1 },
      deliveries: (members) => Math.max(1, signalReach(members)) + mostBeside,
      send,
      countOf: (counted) => counted,
      isShort: isOverAllowance,
    });
    return isOverAllowance(answer) ? this.#host.charged.refusal(conversationId) : answer;
  }
}
