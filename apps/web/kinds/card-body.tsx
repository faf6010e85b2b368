// The body of a card: a person, to whom one may write, or a group, which its members may open.
import type { Content } from "@klatch/sdk";
import { tameName } from "../../text/tame-name.ts";
import { useChat } from "../model/chat-context.ts";
import { useOpenDirect } from "../new-chat/use-open-direct.ts";
import { go } from "../route/navigation.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Name } from "../ui/name.tsx";
import { richWords as t } from "./rich-words.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

export function CardBody({ content }: { readonly content: Extract<Content, { type: "card" }> }) {
  const chat = useChat();
  const open = useOpenDirect();
  const { userId, groupId } = content;
  const name = tameName(content.name);
  const group = groupId === undefined ? undefined : chat.inbox.entries.value.find(({ id }) => id === groupId);
  return (
    <span class="rich">
      {userId === undefined ? (
        <Avatar id={groupId ?? ""} name={name} group avatar={group?.group?.avatar} />
      ) : (
        <PersonAvatar id={userId} name={name} />
      )}
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
        {group !== undefined && (
          <button
            type="button"
            class="rich-link"
            onClick={() => go({ name: "conversation", id: group.id, side: null })}
          >
            {t("open")}
          </button>
        )}
      </span>
    </span>
  );
}
