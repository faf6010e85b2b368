// The actions of a message: the same items wherever its menu is opened.
import { go } from "../route/navigation.ts";
import type { Chat } from "../model/chat.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { commonWords } from "../ui/common-words.ts";
import type { MenuItem } from "../ui/menu.tsx";
import { say, sayError } from "../ui/toasts.tsx";
import type { OpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";

export function messageActions(chat: Chat, open: OpenConversation, message: ShownMessage): MenuItem[] {
  const { outgoing } = message;
  const items: MenuItem[] = [];
  if (outgoing?.state === "failed") items.push({ label: t("retry"), icon: "retry", onSelect: () => outgoing.retry() });
  const { reply, mention } = open;
  if (reply !== null && message.messageId !== null)
    items.push({ label: t("reply"), icon: "reply", onSelect: () => reply(message) });
  items.push({ label: t("copyText"), icon: "copy", onSelect: () => void copy(message.text) });
  if (open.entry.kind === "group" && message.senderId !== chat.me) {
    if (mention !== null) items.push({ label: t("mention"), icon: "at", onSelect: () => mention(message.senderId) });
    items.push({
      label: t("message", { name: open.nameOf(message.senderId) }),
      icon: "person",
      onSelect: () => void writeTo(chat, message),
    });
  }
  if (message.seq !== null)
    items.push({ label: t("messageDetails"), icon: "info", onSelect: () => open.showDetails(message) });
  if (outgoing?.state === "failed")
    items.push({ label: t("discard"), icon: "trash", danger: true, onSelect: () => outgoing.discard() });
  return items;
}

export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say(commonWords("copied"));
}

async function writeTo(chat: Chat, { senderId }: ShownMessage): Promise<void> {
  try {
    const { id } = await chat.client.openDirect({ userId: senderId });
    go({ name: "conversation", id, side: null });
  } catch (error) {
    sayError(error);
  }
}
