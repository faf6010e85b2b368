// First contacts that the user accepts: the conversation keeps them, the inbox shows which are open (decision 79).
import { isGroupId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import { refused, type DirectRpc, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Admitted } from "../../../schema/rpc/user-session.ts";
import { callActor } from "../../runtime/calls.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Blocks } from "./blocks.ts";
import type { Consent } from "./consent.ts";

export interface ContactsHost {
  readonly userId: UserId;
  readonly inbox: Pick<Inbox, "has" | "get">;
  readonly budgets: Pick<Budgets, "take">;
  stub(conversationId: ConversationId): Pick<DirectRpc, "accept">;
  /** Asks for the entry anew, and tells the user's devices. */
  refresh(conversationId: ConversationId): Promise<void>;
}

/** What a conversation with this other one has to know of the user when somebody opens it. */
export function admissionOf(
  { blocks, consent }: { readonly blocks: Pick<Blocks, "copyFor">; readonly consent: Pick<Consent, "toFirstContact"> },
  peerId: UserId,
): Admitted {
  const [block, contact] = [blocks.copyFor(peerId), consent.toFirstContact(peerId)];
  return { ...(block !== undefined && { block }), ...(contact !== "open" && { contact }) };
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
