// What was written in a notification, as the draft of its conversation: whoever wrote it sends it here. The service worker keeps
// it until a page asks (`service-worker/replies.ts`).
import { asConversationId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { serviceWorkers } from "../platform/service-workers.ts";

/** Answered by a message for each. */
export const askForReplies = (): void => tell("take replies");

/** Who wrote them is not signed in any more. */
export const forgetReplies = (): void => tell("forget replies");

/** Where there is no worker nobody listens. */
const tell = (what: string): void =>
  void serviceWorkers()
    ?.ready.then(({ active }) => active?.postMessage(what, []))
    .catch(() => {});

/** @param data what the worker has told, perhaps something else */
export function takeReply(chat: Chat, data: object): void {
  if (!("reply" in data && "conversationId" in data)) return;
  const { reply, conversationId } = data;
  if (typeof reply !== "string" || typeof conversationId !== "string") return;
  const id = asConversationId(conversationId);
  const { drafts } = chat;
  // Behind what is being written there.
  const before = drafts.peek(id);
  drafts.set(id, before === "" ? reply : `${before}\n${reply}`, drafts.mentionsIn(id));
}
