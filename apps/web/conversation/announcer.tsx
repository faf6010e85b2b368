// Lets screen readers read new messages of the open conversation (`aria-live="polite"`).
import { contentText, type ConversationEntry, type UserId } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { messageLine } from "../text/preview-text.ts";
import { conversationWords as t } from "./conversation-words.ts";

interface AnnouncerProps {
  readonly entry: ConversationEntry;
  readonly nameOf: (userId: UserId) => string;
}

export function Announcer({ entry, nameOf }: AnnouncerProps) {
  const { client, me } = useChat();
  const [said, setSaid] = useState("");
  useEffect(
    () =>
      client.on("message", ({ conversationId, senderId, content }) => {
        if (conversationId !== entry.id || senderId === me) return;
        const text = messageLine({ text: contentText(content), isPlain: content.type !== "text" });
        setSaid(t("said", { author: nameOf(senderId), text }));
      }),
    [client, entry.id],
  );
  return (
    <p class="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
