// First contacts that the user accepts: the conversation keeps them, the inbox shows which are open (decision 79).
import { isGroupId, type ConversationId } from "../../../schema/protocol/ids.ts";
import { refused, type DirectRpc, type Refused } from "../../../schema/rpc/conversation.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { callActor } from "../../runtime/calls.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";

export interface ContactsHost {
  readonly userId: UserId;
  readonly inbox: Pick<Inbox, "has" | "get">;
  readonly budgets: Pick<Budgets, "take">;
  stub(conversationId: ConversationId): Pick<DirectRpc, "accept">;
  /** Asks for the entry anew, and tells the user's devices. */
  refresh(conversationId: ConversationId): Promise<void>;
}

/** The two have become friends: what waited as a request is one no more. */
export async function endRequest(host: ContactsHost, conversationId: ConversationId): Promise<void> {
  if (host.inbox.get(conversationId)?.summary?.request === true) await host.refresh(conversationId);
}

/** @throws ActorUnavailable */
export const contactsAnswers = (host: ContactsHost): Answers<"accept-contact"> => ({
  "accept-contact": async ({ conversationId }): Promise<{ readonly ok: true } | Refused> => {
    if (isGroupId(conversationId) || !host.inbox.has(conversationId)) return refused("CONVERSATION_NOT_FOUND");
    const refusal = host.budgets.take({ calls: 2 });
    if (refusal !== null) return { refusal };
    const done = await callActor(() => host.stub(conversationId).accept({ userId: host.userId }));
    if (!("refusal" in done)) await endRequest(host, conversationId);
    return done;
  },
});
