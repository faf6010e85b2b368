// Calls to conversations that cause deliveries: the session reserves as many as it expects, the conversation charges what
// there were, and the rest is given back. What is in flight is reserved, so parallel calls cannot overspend.
import type { BudgetName } from "../../../schema/protocol/budgets.ts";
import { isGroupId, isNotes, type ConversationId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { Counted } from "../../../schema/rpc/append.ts";
import { limited, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Budgets, Costs } from "./budgets.ts";

interface ChargedCall<Answer> {
  /** What the call costs whatever the conversation answers. */
  readonly costs: Costs;
  /** The most deliveries that it causes if the conversation has so many members. */
  deliveries(members: number): number;
  send(allowance: number): Promise<Answer>;
  countOf(answer: Answer): Counted;
  /** Whether something was refused for want of deliveries. */
  isShort(answer: Answer): boolean;
  /** Of `costs`, what turned out not to be needed. */
  unneeded?(answer: Answer | Refused): Costs;
}

/** A group grows while nobody tells its members' sessions. */
const expectedGrowth = 1.1;
const membersOfDirect = 2;
/** Forgotten together; they are asked for again. */
const maxKnown = 1_000;

export class ChargedCalls {
  readonly #budgets: Budgets;
  readonly #inbox: Pick<Inbox, "get">;
  readonly #limits: Pick<Limits, "LIMIT_GROUP_MEMBERS">;
  /** Members of groups, as these have said. */
  readonly #members = new Map<ConversationId, number>();

  constructor(budgets: Budgets, inbox: Pick<Inbox, "get">, limits: Pick<Limits, "LIMIT_GROUP_MEMBERS">) {
    this.#budgets = budgets;
    this.#inbox = inbox;
    this.#limits = limits;
  }

  /**
   * Without an answer all that was reserved counts as spent: the call may have been carried out.
   *
   * @returns the answer, or RATE_LIMITED before anything was called
   * @throws ActorUnavailable
   */
  async make<Answer>(conversationId: ConversationId, call: ChargedCall<Answer>): Promise<Answer | Refused> {
    const { period } = this.#budgets;
    const refusal = this.#budgets.take(call.costs);
    // Nothing was taken, so nothing comes back.
    if (refusal !== null) return { refusal };
    const answer = await this.#withDeliveries(conversationId, call);
    for (const [name, amount] of Object.entries(call.unneeded?.(answer) ?? {}) as [BudgetName, number][])
      this.#budgets.giveBack(name, amount, period);
    return answer;
  }

  async #withDeliveries<Answer>(conversationId: ConversationId, call: ChargedCall<Answer>): Promise<Answer | Refused> {
    const first = await this.#try(conversationId, call);
    if ("refusal" in first || !first.isShort) return "refusal" in first ? first : first.answer;
    // The group has more members than this session knew. A repeat makes nothing twice.
    if (this.#budgets.waitFor("deliveries", call.deliveries(this.#expected(conversationId))) > 0) return first.answer;
    const second = await this.#try(conversationId, call);
    return "refusal" in second ? second : second.answer;
  }

  /** For what a conversation refused for want of deliveries: only the session knows when there are more. */
  refusal(conversationId: ConversationId): Refused {
    return limited("deliveries", Math.max(1_000, this.#budgets.waitFor("deliveries", this.#expected(conversationId))));
  }

  async #try<Answer>(
    conversationId: ConversationId,
    call: ChargedCall<Answer>,
  ): Promise<{ readonly answer: Answer; readonly isShort: boolean } | Refused> {
    const most = call.deliveries(this.#expected(conversationId));
    const { period } = this.#budgets;
    const reserved = this.#budgets.takeUpTo("deliveries", most, Math.min(most, 1));
    if (typeof reserved !== "number") return { refusal: reserved };
    const answer = await call.send(reserved);
    const { cost = reserved, members } = call.countOf(answer);
    this.#budgets.giveBack("deliveries", reserved - cost, period);
    if (members !== undefined) this.#know(conversationId, members);
    return { answer, isShort: call.isShort(answer) };
  }

  #expected(conversationId: ConversationId): number {
    if (!isGroupId(conversationId)) return isNotes(conversationId) ? 1 : membersOfDirect;
    const known = this.#members.get(conversationId);
    if (known !== undefined) return known;
    const listed = this.#inbox.get(conversationId)?.summary?.group?.memberCount;
    const expected = listed === undefined ? this.#limits.LIMIT_GROUP_MEMBERS : Math.ceil(listed * expectedGrowth);
    this.#know(conversationId, expected);
    return expected;
  }

  #know(conversationId: ConversationId, members: number): void {
    if (!isGroupId(conversationId)) return;
    if (this.#members.size >= maxKnown) this.#members.clear();
    this.#members.set(conversationId, members);
  }
}
