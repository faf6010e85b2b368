// One conversation in the list: name, time, preview and unread count.
import type { ConversationEntry } from "@klatch/sdk";
import { useState } from "preact/hooks";
import type { Chat } from "../model/chat.ts";
import { useChat } from "../model/chat-context.ts";
import { formatNumber } from "../i18n/format.ts";
import { exactTime, listTime } from "../text/times.ts";
import { messageLine, previewText } from "../text/preview-text.ts";
import { Avatar } from "../ui/avatar.tsx";
import { now } from "../ui/clock.ts";
import { copy } from "../ui/copy.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import { inboxWords as t } from "./inbox-words.ts";
import "./inbox-row.css";

/** A higher unread count is shown as "many". */
const maxShownUnread = 999;

interface InboxRowProps {
  readonly entry: ConversationEntry;
  readonly open: boolean;
  readonly reachable: boolean;
  readonly onOpen: () => void;
}

export function InboxRow({ entry, open, reachable, onOpen }: InboxRowProps) {
  const chat = useChat();
  const [menuAt, setMenuAt] = useState<MenuPlace | null>(null);
  const title = chat.titleOf(entry);
  const distinction = chat.distinction(entry);
  const { activeAt, unread } = entry;
  return (
    <div role="listitem">
      <button
        type="button"
        class={`inbox-row${open ? " inbox-row-open" : ""}`}
        aria-current={open}
        data-id={entry.id}
        tabIndex={reachable ? 0 : -1}
        onClick={onOpen}
        {...menuTriggers(setMenuAt)}
      >
        <Avatar id={entry.peerId ?? entry.id} name={title} group={entry.kind === "group"} />
        <span class="inbox-row-line">
          <span class="inbox-row-title">
            <bdi>{title}</bdi>
            {distinction !== null && <bdi class="inbox-row-username">{distinction}</bdi>}
          </span>
          <time class="inbox-row-time" dateTime={new Date(activeAt).toISOString()} title={exactTime(activeAt)}>
            {listTime(activeAt, now.value)}
          </time>
        </span>
        <span class="inbox-row-line">
          <span class="inbox-row-preview">
            <PreviewLine chat={chat} entry={entry} open={open} />
          </span>
          {unread > 0 && (
            <span class="inbox-row-unread">
              <span aria-hidden="true">
                {unread > maxShownUnread ? `${formatNumber(maxShownUnread)}+` : formatNumber(unread)}
              </span>
              <span class="visually-hidden">{t("unread", { count: unread })}</span>
            </span>
          )}
        </span>
      </button>
      {menuAt !== null && (
        <Menu
          label={title}
          at={menuAt}
          onClose={() => setMenuAt(null)}
          items={[
            { label: t("open"), icon: "chevron", onSelect: onOpen },
            ...(unread > 0
              ? [
                  {
                    label: t("markRead"),
                    icon: "check" as const,
                    onSelect: () => chat.client.markRead(entry.id, entry.headSeq),
                  },
                ]
              : []),
            { label: t("copyName"), icon: "copy", onSelect: () => void copy(title, "name") },
          ]}
        />
      )}
    </div>
  );
}

interface PreviewLineProps {
  readonly chat: Chat;
  readonly entry: ConversationEntry;
  readonly open: boolean;
}

/** The line below the name: who is typing, or else the draft, or else the newest message. */
function PreviewLine({ chat, entry, open }: PreviewLineProps) {
  const [typing] = chat.typing.in(entry.id);
  if (typing !== undefined)
    return (
      <span class="inbox-row-typing">
        {entry.kind === "group" ? t("typingNamed", { name: chat.nameIn(entry, typing) }) : t("typing")}…
      </span>
    );
  const draft = open ? "" : chat.drafts.in(entry.id);
  if (draft !== "")
    return (
      <>
        <span class="inbox-row-draft">{t("draft")}</span> <bdi>{previewText(draft)}</bdi>
      </>
    );
  if (entry.left === true) return <>{t(entry.group?.memberCount === 0 ? "dissolved" : "left")}</>;
  if (entry.preview === null) return <>{t("noMessages")}</>;
  const { senderId, text, type } = entry.preview;
  const shown = messageLine({ text, isPlain: type !== "text" });
  if (senderId === chat.me) return <Said author={t("you")} text={shown} />;
  if (entry.kind === "group") return <Said author={chat.nameIn(entry, senderId)} text={shown} />;
  return <bdi>{shown}</bdi>;
}

/** Author and text each run in their own direction, and neither turns the other. */
function Said({ author, text }: { readonly author: string; readonly text: string }) {
  const [before = "", between = "", after = ""] = t("preview", { author: "\u0000", text: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <bdi>{author}</bdi>
      {between}
      <bdi>{text}</bdi>
      {after}
    </>
  );
}
