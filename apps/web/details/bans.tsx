// The people who are banned from a group.
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { agoTime } from "../text/times.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Field } from "../ui/field.tsx";
import { Row } from "../ui/row.tsx";
import { adminWords as t } from "./admin-words.ts";
import { ListState } from "../ui/list-state.tsx";
import { useList } from "../ui/use-list.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

export function Bans({ model }: Pick<GroupPageProps, "model">) {
  const chat = useChat();
  const { groups } = chat.client;
  const [username, setUsername] = useState("");
  const bans = useList(() => groups.bans(model.id));
  const ban = async (): Promise<void> => {
    const user = await chat.client.userByUsername(username.trim().replace(/^@/, ""));
    chat.people.learn(user);
    await groups.ban(model.id, user.id);
    setUsername("");
  };
  return (
    <>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (username.trim() !== "") void bans.change(ban);
        }}
      >
        <Field
          label={t("banByName")}
          value={username}
          onInput={setUsername}
          maxLength={21}
          verbatim
          action={
            <Button type="submit" kind="danger" busy={bans.busy}>
              {t("ban")}
            </Button>
          }
        />
      </form>
      <ListState list={bans} empty={t("bansEmpty")} />
      <ul>
        {bans.items?.map(({ userId, bannedBy, createdAt }) => {
          const name = chat.people.nameOf(userId);
          const called = chat.people.get(userId)?.username;
          return (
            <li key={userId}>
              <Row
                picture={<PersonAvatar id={userId} name={name} size="small" />}
                title={name}
                note={[
                  called === undefined ? "" : `@${called}`,
                  t("bannedBy", { name: chat.people.nameOf(bannedBy), time: agoTime(createdAt, now.value) }),
                ]
                  .filter((part) => part !== "")
                  .join(" · ")}
                end={
                  <IconButton
                    icon="close"
                    label={t("unban", { name })}
                    blocked={bans.busy}
                    onClick={() => void bans.change(() => groups.unban(model.id, userId))}
                  />
                }
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}
