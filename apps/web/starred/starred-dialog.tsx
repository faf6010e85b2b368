// The list of starred messages, of all conversations: the newest star first, each leading to its place.
import type { Star } from "@klatch/sdk";
import { createPortal } from "preact/compat";
import { useState } from "preact/hooks";
import { useEvent } from "../conversation/use-event.ts";
import { kindOf } from "../kinds/kinds.ts";
import { seenLine } from "../markdown/seen-line.ts";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { listTime } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Name } from "../ui/name.tsx";
import { sayError } from "../ui/toasts.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { starredWords as t } from "./starred-words.ts";
import "./starred-dialog.css";

/** Each shown is looked up. */
const pageSize = 20;

export default function StarredDialog({ onClose }: { readonly onClose: () => void }) {
  const chat = useChat();
  const [shown, setShown] = useState(pageSize);
  const stars = chat.stars.all();
  return createPortal(
    <Dialog title={t("title")} onClose={onClose}>
      {stars.length === 0 && (
        <div class="starred-none">
          <Icon name="star" size={32} />
          <p>{t("none")}</p>
          <p>{t("noneText")}</p>
        </div>
      )}
      <ul class="starred-list">
        {stars.slice(0, shown).map((star) => (
          <StarRow key={`${star.conversationId}:${star.seq}`} star={star} />
        ))}
      </ul>
      {stars.length > shown && <Button onClick={() => setShown(shown + pageSize)}>{t("more")}</Button>}
    </Dialog>,
    document.body,
  );
}

function StarRow({ star: { conversationId: id, seq } }: { readonly star: Star }) {
  const chat = useChat();
  const entry = chat.inbox.get(id);
  const found = useEvent(id, seq, undefined);
  const message = found.state === "found" && found.event.type === "new-message" ? found.event : null;
  const title = entry === undefined ? null : chat.titleOf(entry);
  const author = message === null ? null : chat.nameIn(entry, message.senderId);
  return (
    <li class="starred-item">
      <button
        type="button"
        class="starred-row"
        // A place of its own: the dialog closes with it.
        onClick={() => go({ name: "conversation", id, side: null, seq })}
      >
        <Avatar
          id={entry?.peerId ?? id}
          name={title ?? ""}
          size="small"
          group={entry?.kind === "group"}
          avatar={entry && chat.avatarOf(entry)}
        />
        <span class="starred-text">
          <span class="starred-line">
            <Name text={author ?? title} isLine />
            {author !== null && entry?.kind === "group" && <Name text={title} isLine class="starred-where" />}
            {message !== null && <time>{listTime(message.createdAt, now.value)}</time>}
          </span>
          {message === null ? (
            <span class="starred-said">{t(found.state === "none" ? "gone" : "unreachable")}</span>
          ) : (
            <OneLine class="starred-said" text={seenLine(kindOf(message.content).preview(message.content))} />
          )}
        </span>
      </button>
      <IconButton
        icon="star"
        label={t("unstar")}
        pressed
        onClick={() => void chat.stars.toggle(id, seq).catch(sayError)}
      />
    </li>
  );
}
