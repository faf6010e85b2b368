// The page of the side panel with the scheduled messages of a conversation: to send now, to edit, to cancel.
import { contentText, KlatchError, type ConversationEntry, type ScheduledMessage } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { tameText } from "../../text/tame-text.ts";
import { usePlaceholder } from "../media/placeholder.ts";
import { useChat } from "../model/chat-context.ts";
import { errorText } from "../text/error-text.ts";
import { untilTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Notice } from "../ui/notice.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { EditScheduled } from "./edit-scheduled.tsx";
import { scheduledError } from "./scheduled-error.ts";
import { scheduledWords as t } from "./scheduled-words.ts";
import "./scheduled-page.css";

export default function ScheduledPage({ entry }: { readonly entry: ConversationEntry }) {
  const items = useChat().scheduled.in(entry.id);
  if (items.length === 0) return <p class="scheduled-empty">{t("empty")}</p>;
  return (
    <ul class="scheduled-list">
      {items.map((item) => (
        <ScheduledItem key={item.id} item={item} />
      ))}
    </ul>
  );
}

function ScheduledItem({ item }: { readonly item: ScheduledMessage }) {
  const { scheduled } = useChat().client;
  const [edits, setEdits] = useState(false);
  const act = useTask(async (doing: () => Promise<unknown>, done: string) => {
    await doing();
    say(done);
  });
  const isFailed = item.state === "failed";
  return (
    <li class="scheduled-item">
      <p class="scheduled-time">
        {timeOf(item)}
        {item.silent === true && <span>{t("silent")}</span>}
      </p>
      <ScheduledContent content={item.content} />
      {isFailed && <Notice kind="danger">{t("notSent", { why: whyOf(item) })}</Notice>}
      {act.error !== null && <Notice kind="danger">{scheduledError(act.error)}</Notice>}
      {item.state !== "sending" && (
        <div class="scheduled-actions">
          <Button busy={act.busy} onClick={() => void act.run(() => scheduled.sendNow(item.id), t("sent"))}>
            {t("sendNow")}
          </Button>
          <Button blocked={act.busy} onClick={() => setEdits(true)}>
            {t("edit")}
          </Button>
          <Button
            kind="danger"
            blocked={act.busy}
            onClick={() => void act.run(() => scheduled.cancel(item.id), t("cancelled"))}
          >
            {t(isFailed ? "discard" : "cancelIt")}
          </Button>
        </div>
      )}
      {edits && <EditScheduled item={item} onClose={() => setEdits(false)} />}
    </li>
  );
}

/** A file by its kind and words, with its blurred picture: nobody gets the file before it is sent. */
function ScheduledContent({ content }: Pick<ScheduledMessage, "content">) {
  const hash = content.type === "image" || content.type === "video" ? content.thumbhash : undefined;
  const picture = usePlaceholder(hash);
  return (
    <div class="scheduled-content">
      {picture !== null && <img class="scheduled-picture" src={picture} alt="" />}
      <p class="scheduled-text" dir="auto">
        {tameText(contentText(content))}
      </p>
    </div>
  );
}

function timeOf({ state, sendAt, code }: ScheduledMessage): string {
  if (state === "sending") return t("sending");
  const time = untilTime(sendAt, now.value);
  return state === "waiting" && code !== undefined ? t("waitsFor", { time }) : time;
}

const whyOf = ({ code = "INTERNAL" }: ScheduledMessage): string => errorText(new KlatchError(code, code));
