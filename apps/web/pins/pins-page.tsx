// The pinned messages of a conversation, a page of the side panel. A click leads to the message.
import type { ConversationEntry } from "@klatch/sdk";
import { tellFailure } from "../changes/tell-failure.ts";
import { mayInGroup } from "../details/permissions.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { dayLabel, exactTime } from "../text/times.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Name } from "../ui/name.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

import type { Pinned } from "./pins-model.ts";
import { pinsOf } from "./pins-of.ts";
import { pinWords as t } from "./pin-words.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";
import "./pins-page.css";

export default function PinsPage({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const model = pinsOf(chat, entry.id);
  const pins = model.pins.value;
  if (pins.length > 0)
    return (
      <ul class="pins" aria-label={t("title")}>
        {pins.map((pin) => (
          <PinRow key={pin.seq} entry={entry} pin={pin} />
        ))}
      </ul>
    );
  if (model.isLoaded.value) return <Notice>{t("none")}</Notice>;
  if (model.failure.value === null) return <Skeleton rows={3} kind="person" />;
  return (
    <section class="form">
      <ErrorNotice error={model.failure.value} />
      <Button onClick={() => void model.refresh()}>{commonWords("retry")}</Button>
    </section>
  );
}

function PinRow({ entry, pin }: { readonly entry: ConversationEntry; readonly pin: Pinned }) {
  const chat = useChat();
  const { seq, senderId, content, sentAtMs, pinnedBy, pinnedAtMs } = pin;
  const group = entry.kind === "group" ? (chat.groups.open(entry.id).group.value ?? null) : null;
  const mayPin = entry.left !== true && (entry.kind !== "group" || (group !== null && mayInGroup(group, "pin")));
  const nameOf = (userId: Pinned["senderId"]): string =>
    userId === chat.me ? commonWords("you") : chat.nameIn(entry, userId);
  const day = dayLabel(pinnedAtMs, now.value);
  return (
    <li class="pin">
      <button
        type="button"
        class="pin-main"
        onClick={() => go({ name: "conversation", id: entry.id, side: null, seq })}
      >
        <PersonAvatar id={senderId} name={chat.nameIn(entry, senderId)} size="small" />
        <span class="pin-body">
          <span class="pin-head">
            <Name isLine text={nameOf(senderId)} />
            <time dateTime={new Date(sentAtMs).toISOString()} title={exactTime(sentAtMs)}>
              {dayLabel(sentAtMs, now.value)}
            </time>
          </span>
          <span class="pin-text" dir="auto">
            {kindOf(content).preview(content)}
          </span>
          <span class="pin-by">
            <NamedText
              text={pinnedBy === chat.me ? t("pinnedByYou", { day }) : t("pinnedBy", { name: nameOf(pinnedBy), day })}
            />
          </span>
        </span>
      </button>
      {mayPin && (
        <IconButton
          icon="close"
          label={t("unpin", { author: nameOf(senderId) })}
          onClick={() => tellFailure(chat.client.pin(entry.id, seq, false))}
        />
      )}
    </li>
  );
}
