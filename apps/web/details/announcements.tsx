// The announcements of a group, newest first, with a form for members who may write one.
import { isBlank } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { exactTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { Field } from "../ui/field.tsx";
import { adminWords as t } from "./admin-words.ts";
import { detailsWords } from "./details-words.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { mayInGroup } from "./permissions.ts";
import { ListState } from "../ui/list-state.tsx";
import { useList } from "../ui/use-list.ts";

export function Announcements({ model, group }: GroupPageProps) {
  const chat = useChat();
  const { groups } = chat.client;
  const [text, setText] = useState("");
  const announcements = useList(() => groups.announcements(model.id));
  const put = (next: string): void =>
    void announcements.change(async () => {
      await groups.announce(model.id, next);
      // What is being typed stays while another announcement is removed.
      if (next !== "") setText("");
    });
  const stands = group.announcement !== null && group.announcement.text !== "";
  return (
    <>
      {mayInGroup(group, "announce") && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isBlank(text)) put(text.trim());
          }}
        >
          <Field label={t("announcementText")} value={text} onInput={setText} maxLength={4_096} lines={3} />
          <Button type="submit" kind="primary" wide busy={announcements.busy} disabled={isBlank(text)}>
            {t("announce")}
          </Button>
        </form>
      )}
      <ListState list={announcements} empty={t("announcementsEmpty")} />
      <ol>
        {announcements.items?.map(({ seq, text: said, authorId, createdAt }, index) => (
          <li key={seq} class="details-announcement">
            <div class="details-text">
              {isBlank(said) ? <p class="details-note">{t("tookDown")}</p> : <Markdown text={said} />}
            </div>
            <p class="details-note">
              <NamedText
                text={detailsWords("announcedBy", { name: chat.people.nameOf(authorId), time: exactTime(createdAt) })}
              />
            </p>
            {index === 0 && stands && mayInGroup(group, "announce") && (
              <Button blocked={announcements.busy} onClick={() => put("")}>
                {t("takeDown")}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
