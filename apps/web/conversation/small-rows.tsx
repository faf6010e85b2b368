// The rows between messages: days, the unread line, and events of a group.
import { useChat } from "../model/chat-context.ts";
import { systemLine } from "../text/system-line.ts";
import { systemWords } from "../text/system-words.ts";
import { clockTime, dayLabel, exactTime } from "../text/times.ts";
import type { Row } from "../timeline/timeline-rows.ts";
import { now } from "../ui/clock.ts";
import { NamedText } from "../ui/named-text.tsx";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import "./small-rows.css";

export function DayRow({ atMs }: { readonly atMs: number }) {
  return (
    <div class="day-row" role="separator">
      <span>{dayLabel(atMs, now.value)}</span>
    </div>
  );
}

export function UnreadRow() {
  return (
    <div class="unread-row" role="separator">
      <span>{t("newMessages")}</span>
    </div>
  );
}

export function SystemRow({ event }: { readonly event: Extract<Row, { kind: "system" }>["event"] }) {
  const { me, people } = useChat();
  const { nameOf } = useOpenConversation();
  const line =
    event.type === "void"
      ? systemWords("void", { count: event.toSeq - event.seq + 1 })
      : systemLine(event, { me, nameOf, ownNameOf: (id) => people.nameOf(id), nowMs: now.value });
  if (line === null) return null;
  return (
    <p class="system-row">
      <bdi title={exactTime(event.createdAt)}>
        <NamedText text={line} />
      </bdi>
      <time class="visually-hidden">{clockTime(event.createdAt)}</time>
    </p>
  );
}
