// The card at the beginning of what a person may see of a conversation: who or what it is, and what is not visible.
import { isBlank, type ConversationEntry } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { go } from "../route/navigation.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Icon } from "../ui/icon.tsx";
import { Name } from "../ui/name.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { joinedText } from "./joined-text.ts";
import "./start-row.css";

interface StartRowProps {
  readonly entry: ConversationEntry;
  /** The log has earlier events, which this person may not see. */
  readonly hidden: boolean;
}

export function StartRow({ entry, hidden }: StartRowProps) {
  const chat = useChat();
  const { greet } = useOpenConversation();
  const name = chat.titleOf(entry);
  const isGroup = entry.kind === "group";
  return (
    <div class="start-row">
      <Avatar id={entry.peerId ?? entry.id} name={name} size="large" group={isGroup} />
      <h2>
        <Name text={name} />
      </h2>
      {isGroup ? <AboutGroup entry={entry} hidden={hidden} /> : <AboutPerson entry={entry} hidden={hidden} />}
      {greet !== null && <Button onClick={greet}>{t("sayHello")}</Button>}
    </div>
  );
}

function AboutPerson({ entry, hidden }: StartRowProps) {
  const chat = useChat();
  const user = entry.peerId === undefined ? null : chat.people.get(entry.peerId);
  if (entry.peerId === chat.me) return <p class="start-note">{t("startNotes")}</p>;
  return (
    <>
      {handleOf(user) !== null && <p class="start-note">{handleOf(user)}</p>}
      <p class="start-note">
        <NamedText text={hidden ? t("hiddenBefore") : t("startDirect", { name: chat.titleOf(entry) })} />
      </p>
    </>
  );
}

function AboutGroup({ entry, hidden }: StartRowProps) {
  const chat = useChat();
  const { loaded } = useOpenConversation();
  const group = chat.groups.open(entry.id).group.value;
  const count = group?.memberCount ?? entry.group?.memberCount;
  const { description = "", announcement = null } = group ?? {};
  const joinedAt = group === null ? undefined : loaded(group.self.joinedSeq)?.event.createdAt;
  return (
    <>
      {count !== undefined && <p class="start-note">{t("memberCount", { count })}</p>}
      {!isBlank(description) && (
        <p class="start-about" dir="auto">
          {tameText(description)}
        </p>
      )}
      {announcement !== null && !isBlank(announcement.text) && (
        // The whole of it stands there.
        <button
          type="button"
          class="start-announcement"
          onClick={() => go({ name: "conversation", id: entry.id, side: "info" })}
        >
          <b>
            <Icon name="megaphone" size={18} />
            {t("announcement")}
          </b>
          <span dir="auto">{tameText(announcement.text)}</span>
        </button>
      )}
      <p class="start-note">
        <NamedText text={hidden ? joinedText(joinedAt, now.value) : t("startGroup", { name: chat.titleOf(entry) })} />
      </p>
    </>
  );
}
