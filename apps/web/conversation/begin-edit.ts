// Puts a message into the composer to edit it.
import type { ConversationEntry, DraftMention } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";

/** @param untilMs by this device's clock */
export function beginEdit(chat: Chat, entry: ConversationEntry, message: ShownMessage, untilMs: number): void {
  const { seq, messageId, content, mentions } = message;
  if (seq === null || messageId === null || content.type !== "text" || typeof content.text !== "string") return;
  const { text } = content;
  chat.edits.begin(entry.id, {
    seq,
    messageId,
    original: text,
    untilMs,
    mentions: mentions.flatMap((userId): readonly DraftMention[] => {
      const name = chat.nameIn(entry, userId);
      const at = text.indexOf(`@${name}`);
      return userId === everyone || at === -1 ? [] : [{ userId, name, at }];
    }),
  });
}
