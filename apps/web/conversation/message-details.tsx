// The details of a message: when it was written, and who has read it as far as this device knows.
import { useChat } from "../model/chat-context.ts";
import { exactTime } from "../text/times.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import "./message-details.css";

interface MessageDetailsProps {
  readonly message: ShownMessage;
  readonly onClose: () => void;
}

export function MessageDetails({ message, onClose }: MessageDetailsProps) {
  const chat = useChat();
  const { nameOf, readBy } = useOpenConversation();
  const readers = message.seq === null ? [] : readBy(message.seq).filter((id) => id !== message.senderId);
  return (
    <Dialog title={t("messageDetails")} onClose={onClose}>
      <dl class="message-details">
        <dt>{t("sentAt")}</dt>
        <dd>{exactTime(message.atMs)}</dd>
        <dt>{t("readByTitle")}</dt>
        <dd>
          {readers.length === 0 ? (
            t("readByNobody")
          ) : (
            <ul>
              {readers.map((id) => (
                <li key={id}>
                  <Avatar id={id} name={nameOf(id)} size="tiny" />
                  <bdi>{id === chat.me ? t("you") : nameOf(id)}</bdi>
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
    </Dialog>
  );
}
