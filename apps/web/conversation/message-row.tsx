// One message: its bubble, author (once per group), time and state. Fast scrolling renders hundreds of rows a second, so
// parts that only one row needs at a time are rendered for that row only.
import { useState } from "preact/hooks";
import { memo } from "preact/compat";
import { KindBody } from "../kinds/kind-body.tsx";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../model/everyone.ts";
import { errorText } from "../text/error-text.ts";
import { heldText } from "../text/limit-text.ts";
import { colourOf } from "../text/initials.ts";
import { clockTime, exactTime } from "../text/times.ts";
import type { Row } from "../timeline/timeline-rows.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { messageActions } from "./message-actions.ts";
import { MessageStateMark, type MessageState } from "./message-state.tsx";
import { ReplyQuote } from "./reply-quote.tsx";
import "./message-row.css";
import "./message-bar.css";
import "./message-text.css";

type MessageRowData = Extract<Row, { kind: "message" }>;

interface MessageRowProps {
  readonly row: MessageRowData;
  readonly reachable: boolean;
  readonly flash: boolean;
}

export const MessageRow = memo(MessageRowView, (a: MessageRowProps, b: MessageRowProps) => {
  const same = a.row.message === b.row.message && a.row.first === b.row.first && a.row.last === b.row.last;
  return same && a.reachable === b.reachable && a.flash === b.flash;
});

function MessageRowView({ row, reachable, flash }: MessageRowProps) {
  const chat = useChat();
  const open = useOpenConversation();
  const [menuAt, setMenuAt] = useState<MenuPlace | null>(null);
  const [pointed, setPointed] = useState(false);
  const { message, own, first, last } = row;
  const inGroup = open.entry.kind === "group";
  const name = open.nameOf(message.senderId);
  const distinction = chat.distinctionIn(open.entry, message.senderId);
  const mentioned = !own && message.mentions.some((id) => id === chat.me || id === everyone);
  const state = own ? stateOf(row, message.seq !== null && open.readBy(message.seq).length > 0) : null;
  const classes = [
    "message",
    own ? "message-own" : "message-other",
    first && "message-first",
    last && "message-last",
    inGroup && !own && "message-in-group",
    mentioned && "message-mentioned",
    kindOf(message.content).isBare(message.content) && "message-gesture",
    state === "failed" && "message-failed",
    flash && "message-flash",
  ];
  const actions = menuAt === null ? [] : messageActions(chat, open, message);
  const exactly = exactTime(message.atMs);
  const held = message.outgoing?.heldBy ?? null;
  return (
    <article
      class={classes.filter((one) => typeof one === "string").join(" ")}
      aria-label={t("messageOf", { author: own ? t("you") : name, time: exactly })}
      data-seq={message.seq}
      data-key={message.key}
      tabIndex={reachable ? 0 : -1}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === "Enter" || event.key === " ") setMenuAt(pointOf(event.currentTarget));
        else if (event.key === "r" && open.reply !== null && message.messageId !== null) open.reply(message);
        else return;
        event.preventDefault();
      }}
      {...menuTriggers(setMenuAt)}
    >
      {inGroup && !own && last && <Avatar id={message.senderId} name={name} size="small" />}
      <div class="message-bubble">
        {inGroup && !own && first && (
          <span class={`message-author author-colour-${colourOf(message.senderId)}`}>
            <bdi>{name}</bdi>
            {distinction !== null && <bdi class="message-username">{distinction}</bdi>}
          </span>
        )}
        {message.replyTo !== undefined && <ReplyQuote messageId={message.replyTo} />}
        <KindBody content={message.content} mentions={message.mentions} />
        <span class="message-meta">
          <time dateTime={new Date(message.atMs).toISOString()} title={exactly}>
            {clockTime(message.atMs)}
          </time>
          {state !== null && <MessageStateMark state={state} />}
        </span>
      </div>
      <div class="message-bar">
        {(pointed || reachable || menuAt !== null) && (
          <>
            {open.reply !== null && message.messageId !== null && (
              <IconButton icon="reply" label={t("reply")} tabStop={reachable} onClick={() => open.reply?.(message)} />
            )}
            <IconButton
              icon="more"
              label={t("actions")}
              tabStop={reachable}
              expanded={menuAt !== null}
              onClick={(event) => setMenuAt(pointOf(event.currentTarget))}
            />
          </>
        )}
      </div>
      {state === "failed" && message.outgoing !== null && (
        <p class="message-fault" role="alert">
          <span>
            {t("failedWhy", { reason: message.outgoing.error === null ? "" : errorText(message.outgoing.error) })}
          </span>
          <button type="button" onClick={() => message.outgoing?.retry()}>
            <Icon name="retry" size={16} />
            {t("retry")}
          </button>
          <button type="button" onClick={() => message.outgoing?.discard()}>
            <Icon name="trash" size={16} />
            {t("discard")}
          </button>
        </p>
      )}
      {state === "waiting" && held !== null && (
        <p class="message-held" role="status">
          {held.code === "RATE_LIMITED" ? heldText(held) : errorText(held)}
        </p>
      )}
      {menuAt !== null && <Menu label={t("actions")} items={actions} at={menuAt} onClose={() => setMenuAt(null)} />}
    </article>
  );
}

/** Null: the message is not stored yet, and would be lost with the page. */
function stateOf({ message: { outgoing } }: MessageRowData, isRead: boolean): MessageState | null {
  switch (outgoing?.state) {
    case undefined:
      return isRead ? "read" : "sent";
    case "storing":
    case "discarded":
      return null;
    case "waiting":
    case "sending":
      return "waiting";
    case "acked":
      return "sent";
    case "failed":
      return "failed";
  }
}

function pointOf(element: EventTarget | null): MenuPlace {
  if (!(element instanceof Element)) return { x: 0, y: 0 };
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}
