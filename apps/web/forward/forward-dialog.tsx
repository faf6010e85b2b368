// The forward switcher: chooses up to ten conversations, with a comment. What could not be sent stays chosen, so that the
// same button tries again.
import { isBlank, KlatchError, type ClientMsgId, type ConversationId } from "@klatch/sdk";
import { useRef, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { PersonLine } from "../people-search/person-line.tsx";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { Switch } from "../ui/switch.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { forwarding, type Forwarding } from "./forward-state.ts";
import { maxMessages, maxTargets, targetsFor, toggled } from "./forward-targets.ts";
import { forwardWords as t } from "./forward-words.ts";
import "./forward-dialog.css";

export default function ForwardDialog({ what }: { readonly what: Forwarding }) {
  const chat = useChat();
  // Their order is that of the moment when the dialog was opened: no message moves a row from under the pointer.
  const [entries] = useState(() => chat.inbox.entries.peek());
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<readonly ConversationId[]>([]);
  const [comment, setComment] = useState("");
  const [isMerged, setMerged] = useState(false);
  /** By conversation: a try again is the same message. */
  const ids = useRef(new Map<string, ClientMsgId>());
  const close = (): void => {
    forwarding.value = null;
  };

  const task = useTask(async () => {
    const count = chosen.length;
    for (const to of chosen) {
      const key = `${to} ${isMerged}`;
      const clientMsgId = ids.current.get(key) ?? chat.client.newMessageId();
      ids.current.set(key, clientMsgId);
      await chat.client.forward(to, what, { merged: isMerged, clientMsgId });
      if (!isBlank(comment)) chat.client.send(to, comment.trim());
      setChosen((left) => left.filter((id) => id !== to));
    }
    say(t("done", { count }));
    close();
  });

  const words = wordsFor(task.error);
  const targets = targetsFor(query, entries, (entry) => chat.titleOf(entry));
  const isTooMany = what.seqs.length > maxMessages;
  const isFull = chosen.length >= maxTargets;
  return (
    <FormDialog
      title={t("title", { count: what.seqs.length })}
      action={t("send")}
      busy={task.busy}
      isReady={chosen.length > 0 && !isTooMany}
      onSubmit={() => void task.run()}
      onClose={close}
    >
      <SearchField label={t("search")} value={query} onInput={setQuery} />
      <div class="forward-targets" role="group" aria-label={t("conversations")}>
        {targets.map((entry) => {
          const isChosen = chosen.includes(entry.id);
          return (
            <label key={entry.id} class="forward-target">
              <input
                type="checkbox"
                checked={isChosen}
                disabled={(isFull && !isChosen) || task.busy}
                onChange={() => setChosen(toggled(chosen, entry.id))}
              />
              <PersonLine
                id={entry.peerId ?? entry.id}
                name={chat.titleOf(entry)}
                username={entry.peerId === undefined ? undefined : chat.people.get(entry.peerId)?.username}
                group={entry.kind === "group"}
                avatar={chat.avatarOf(entry)}
              />
            </label>
          );
        })}
        {targets.length === 0 && <p class="forward-none">{t("nothing")}</p>}
      </div>
      {isTooMany && <Notice>{t("tooMany", { count: maxMessages })}</Notice>}
      {isFull && <Notice>{t("full", { count: maxTargets })}</Notice>}
      {what.seqs.length > 1 && <Switch label={t("merged")} on={isMerged} onChange={setMerged} />}
      <Field label={t("comment")} value={comment} onInput={setComment} />
      {words === null ? <ErrorNotice error={task.error} /> : <Notice>{words}</Notice>}
    </FormDialog>
  );
}

/** What a refusal means here; null: the same as anywhere. */
function wordsFor(error: unknown): string | null {
  if (!(error instanceof KlatchError)) return null;
  if (error.code === "MESSAGE_NOT_FOUND") return t("gone");
  return error.code === "CONTENT_TOO_LARGE" || error.code === "TOO_MANY" ? t("tooMuch") : null;
}
