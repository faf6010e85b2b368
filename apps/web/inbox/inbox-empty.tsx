// What stands in place of the conversations when there are none: nobody yet, not connected yet, or none of this kind.
import type { ComponentChildren } from "preact";
import type { InboxFilter } from "../model/inbox-filter.ts";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";
import { emptyWords as t } from "./empty-words.ts";
import "./inbox-empty.css";

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div class="inbox-empty">
      <span class="inbox-empty-picture">
        <Icon name={icon} size={32} />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Somebody's first minutes. */
function NobodyYet() {
  const chat = useChat();
  const username = chat.people.get(chat.me)?.username;
  return (
    <Empty icon="inbox" title={t("emptyTitle")} text={t("emptyText")}>
      <Button kind="primary" onClick={() => go({ name: "new" })}>
        {t("findPeople")}
      </Button>
      {username !== undefined && (
        <Button onClick={() => go({ name: "user", username })}>{commonWords("myLink")}</Button>
      )}
      <Button onClick={() => go({ name: "new" })}>{t("haveLink")}</Button>
    </Empty>
  );
}

/** Nothing is stored here, and there is no network to fetch it. */
function NotConnectedYet() {
  return <Empty icon="offline" title={t("offlineTitle")} text={t("offlineText")} />;
}

const icons = { unread: "check", mentions: "at", groups: "people", archived: "archive", requests: "person" } as const;

function NoneOfThem({ filter }: { readonly filter: Exclude<InboxFilter, "all"> }) {
  const { filtered } = useChat().inbox;
  return (
    <Empty icon={icons[filter]} title={t(`none.${filter}`)} text={t(`none.${filter}.text`)}>
      <Button onClick={() => filtered.choose("all")}>{t("showAll")}</Button>
    </Empty>
  );
}

export type NoConversations = "nobody yet" | "not connected" | Exclude<InboxFilter, "all">;

export default function InboxEmpty({ why }: { readonly why: NoConversations }) {
  if (why === "nobody yet") return <NobodyYet />;
  return why === "not connected" ? <NotConnectedYet /> : <NoneOfThem filter={why} />;
}
