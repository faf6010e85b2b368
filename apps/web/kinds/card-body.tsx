// The body of a card: a person, to whom one may write, or a group, which its members may open.
import type { Content } from "@klatch/sdk";
import { tameName } from "../../text/tame-name.ts";
import { useChat } from "../model/chat-context.ts";
import { useOpenDirect } from "../new-chat/use-open-direct.ts";
import { go } from "../route/navigation.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Name } from "../ui/name.tsx";
import { richWords as t } from "./rich-words.ts";

export function CardBody({ content }: { readonly content: Extract<Content, { type: "card" }> }) {
  const chat = useChat();
  const open = useOpenDirect();
  const { userId, groupId } = content;
  const name = tameName(content.name);
  const isMember = groupId !== undefined && chat.inbox.entries.value.some(({ id }) => id === groupId);
  return (
    <span class="rich">
      <Avatar id={userId ?? groupId ?? ""} name={name} group={groupId !== undefined} />
      <span class="rich-texts">
        <span class="rich-title">
          <Name text={name} isLine />
        </span>
        <span class="rich-text">{t(groupId === undefined ? "person" : "group")}</span>
        {userId !== undefined && userId !== chat.me && (
          <button type="button" class="rich-link" disabled={open.busy} onClick={() => void open.run(userId)}>
            {t("write")}
          </button>
        )}
        {isMember && (
          <button type="button" class="rich-link" onClick={() => go({ name: "conversation", id: groupId, side: null })}>
            {t("open")}
          </button>
        )}
      </span>
    </span>
  );
}
