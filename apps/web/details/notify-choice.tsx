// What the conversation tells the person of, in its side panel, and until when it tells nothing.
import type { ConversationEntry } from "@klatch/sdk";
import { changeSettings } from "../inbox/change-settings.ts";
import { mutedText } from "../inbox/muted-text.ts";
import { notifyWords as t } from "../inbox/notify-words.ts";
import { isMuted, levelOf, levelsOf } from "../inbox/own-settings.ts";
import { useChat } from "../model/chat-context.ts";
import { now } from "../ui/clock.ts";
import { Heading } from "../ui/heading.tsx";
import { Segmented } from "../ui/segmented.tsx";

export function NotifyChoice({ entry }: { readonly entry: ConversationEntry }) {
  const { client } = useChat();
  return (
    <section class="notify-choice">
      <Heading class="pane-title">{t("title")}</Heading>
      <Segmented
        label={t("title")}
        value={levelOf(entry)}
        options={levelsOf(entry).map((value) => ({ value, label: t(value) }))}
        onChange={(notify) => changeSettings(client, entry.id, { notify })}
      />
      {isMuted(entry, now.value) && <p class="details-note">{mutedText(entry, now.value)}</p>}
    </section>
  );
}
