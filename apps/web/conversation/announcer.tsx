// Lets screen readers read new messages of the open conversation (`aria-live="polite"`).
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { spoken } from "../text/unknown-name.ts";
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
        setSaid(spoken(t("said", { author: nameOf(senderId), text: kindOf(content).announce(content) })));
      }),
    [client, entry.id],
  );
  return (
    <p class="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
