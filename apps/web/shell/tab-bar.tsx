// The sections at the foot of a phone's lists. A conversation has none.
import { bannerWords } from "../banner/banner-words.ts";
import { readyUpdate } from "../banner/ready-update.ts";
import { useChat } from "../model/chat-context.ts";
import { go, shown } from "../route/navigation.ts";
import { Icon } from "../ui/icon.tsx";
import { RequestsBadge } from "./requests-badge.tsx";
import { chatsSection, peopleSection, sectionOf } from "./sections.ts";
import { shellWords as t } from "./shell-words.ts";
import { UnreadBadge } from "./unread-badge.tsx";
import { PersonAvatar } from "../people/person-avatar.tsx";
import "./tab-bar.css";

export function TabBar() {
  const chat = useChat();
  const here = sectionOf(shown.value);
  const unread = chat.inbox.unreadTotal.value;
  return (
    <nav class="tab-bar" data-notice-floor aria-label={t("sections")}>
      <button
        type="button"
        class="tab"
        aria-current={here === "chats" ? "page" : undefined}
        onClick={() => go(chatsSection.to)}
      >
        <span class="tab-picture">
          <Icon name={chatsSection.icon} size={22} />
          <UnreadBadge count={unread} />
        </span>
        {chatsSection.label()}
      </button>
      <button
        type="button"
        class="tab"
        aria-current={here === "people" ? "page" : undefined}
        onClick={() => go(peopleSection.to)}
      >
        <span class="tab-picture">
          <Icon name={peopleSection.icon} size={22} />
          <RequestsBadge />
        </span>
        {peopleSection.label()}
      </button>
      <button
        type="button"
        class="tab"
        aria-current={here === "me" ? "page" : undefined}
        onClick={() => go({ name: "settings", page: "" })}
      >
        <span class="tab-picture">
          <PersonAvatar id={chat.me} name={chat.people.nameOf(chat.me)} size="tiny" />
          {readyUpdate.value !== null && <span class="rail-dot" aria-hidden="true" />}
        </span>
        {t("me")}
        {readyUpdate.value !== null && <span class="visually-hidden">{bannerWords("updateReady")}</span>}
      </button>
    </nav>
  );
}
