// The header of the open conversation: its name, who is typing, and the button for the details.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ConversationEntry } from "@klatch/sdk";
import { memberCount } from "../composer/members-known.ts";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { PresenceText } from "../presence/presence-text.tsx";
import { close, closeSide, go } from "../route/navigation.ts";
import { useConnectionLabel } from "../shell/connection-line.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { Name } from "../ui/name.tsx";
import { Icon } from "../ui/icon.tsx";
import { spanTime } from "../text/times.ts";
import { NamedText } from "../ui/named-text.tsx";
import { isNarrow } from "../ui/media.ts";
import { conversationWords as t } from "./conversation-words.ts";
import "./conversation-header.css";

interface ConversationHeaderProps {
  readonly entry: ConversationEntry;
  readonly detailsOpen: boolean;
}

export function ConversationHeader({ entry, detailsOpen }: ConversationHeaderProps) {
  const chat = useChat();
  const title = chat.titleOf(entry);
  // In the one-column layout the list of conversations and its heading are not in the page.
  const Title = isNarrow.value ? "h1" : "h2";
  const head = useRef<HTMLElement>(null);
  const wasOpen = useRef(detailsOpen);
  useLayoutEffect(() => {
    // The focus was in the details and is lost with them. It moves here, so that keyboard users can continue.
    const isLost = wasOpen.current && !detailsOpen && document.activeElement === document.body;
    wasOpen.current = detailsOpen;
    if (isLost) head.current?.querySelector<HTMLElement>("[aria-pressed]")?.focus();
  }, [detailsOpen]);
  const toggle = (): void => (detailsOpen ? closeSide() : go({ name: "conversation", id: entry.id, side: "info" }));
  return (
    <header class="conversation-head" ref={head}>
      {isNarrow.value && <IconButton icon="back" label={t("back")} onClick={close} />}
      <button type="button" class="conversation-who" onClick={toggle} aria-expanded={detailsOpen}>
        <Avatar
          id={entry.peerId ?? entry.id}
          name={title}
          size="small"
          group={entry.kind === "group"}
          avatar={chat.avatarOf(entry)}
        />
        <span class="conversation-names">
          <Title>
            <Name text={title} isLine />
          </Title>
          <span class="conversation-below">
            <Subtitle entry={entry} />
            {entry.peerId !== undefined && entry.peerId !== chat.me && <PresenceText userId={entry.peerId} />}
            {entry.retention !== undefined && <RetentionMark ttlMs={entry.retention.ttlMs} />}
          </span>
        </span>
      </button>
      <IconButton icon="info" label={t("details")} pressed={detailsOpen} onClick={toggle} />
    </header>
  );
}

/** Whoever writes here sees that it does not stay. */
function RetentionMark({ ttlMs }: { readonly ttlMs: number }) {
  const label = t("disappear", { time: spanTime(ttlMs) });
  return (
    <span class="conversation-sub conversation-ends" title={label}>
      <Icon name="clock" size={12} />
      <span aria-hidden="true">{spanTime(ttlMs)}</span>
      <span class="visually-hidden">{label}</span>
    </span>
  );
}

function Subtitle({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const notConnected = useConnectionLabel();
  const typing = chat.typing.in(entry.id);
  if (isNarrow.value && notConnected !== null) return <span class="conversation-sub">{notConnected}…</span>;
  if (typing.length > 0)
    return (
      <span class="conversation-sub conversation-typing" role="status">
        <NamedText
          text={typingText(
            typing.map((id) => chat.nameIn(entry, id)),
            entry.kind === "group",
          )}
        />
        …
      </span>
    );
  if (entry.peerId === chat.me) return <span class="conversation-sub">{t("onlyYou")}</span>;
  if (chat.isPeerGone(entry)) return null;
  if (entry.kind === "direct") {
    const user = entry.peerId === undefined ? null : chat.people.get(entry.peerId);
    return <bdi class="conversation-sub">{handleOf(user) ?? ""}</bdi>;
  }
  const count = memberCount(chat, entry);
  // A dissolved group has no members.
  return (
    <span class="conversation-sub">
      {count === 0 && entry.left === true ? t("dissolved") : t("memberCount", { count })}
    </span>
  );
}

function typingText(names: readonly string[], inGroup: boolean): string {
  const [name = "", other = ""] = names;
  if (!inGroup) return t("typing");
  if (names.length === 1) return t("typingNamed", { name });
  return names.length === 2 ? t("typingTwo", { name, other }) : t("typingMany", { count: names.length });
}
