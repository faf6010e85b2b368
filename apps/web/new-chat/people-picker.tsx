// Chooses people by username, or from the user's direct conversations.
import type { User, UserId } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { nameOfUser } from "../model/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { newChatWords as t } from "./new-chat-words.ts";

const maxSuggested = 6;

interface PeoplePickerProps {
  readonly people: readonly User[];
  readonly onChange: (people: readonly User[]) => void;
  /** People who are members already and are not offered. */
  readonly without?: ReadonlySet<UserId>;
  readonly autoFocus?: boolean;
}

export function PeoplePicker({ people, onChange, without, autoFocus = false }: PeoplePickerProps) {
  const chat = useChat();
  const [username, setUsername] = useState("");
  const isOut = (id: UserId): boolean =>
    id === chat.me || without?.has(id) === true || people.some((person) => person.id === id);
  const add = useTask(async () => {
    const wanted = username.trim().replace(/^@/, "");
    if (wanted === "") return;
    const user = await chat.client.userByUsername(wanted);
    chat.people.learn(user);
    if (!isOut(user.id)) onChange([...people, user]);
    setUsername("");
  });
  const suggested = chat.inbox.entries.value
    .flatMap(({ kind, peerId }) =>
      kind === "direct" && peerId !== undefined && !isOut(peerId) ? [chat.people.get(peerId)] : [],
    )
    .filter((user) => user !== null)
    .slice(0, maxSuggested);

  return (
    <div class="form">
      <div
        class="form-line"
        onKeyDown={(event) => {
          // Enter adds the person. It must not submit the form around it.
          if (event.key !== "Enter" || event.isComposing || username.trim() === "") return;
          event.preventDefault();
          void add.run();
        }}
      >
        <Field
          label={t("addByName")}
          value={username}
          onInput={setUsername}
          maxLength={21}
          verbatim
          autoFocus={autoFocus}
        />
        <Button busy={add.busy} onClick={() => void add.run()}>
          {t("add")}
        </Button>
      </div>
      <ErrorNotice error={add.error} />
      {people.length > 0 && (
        <ul aria-label={t("members")}>
          {people.map((person) => (
            <li key={person.id}>
              <Row
                picture={<Avatar id={person.id} name={nameOfUser(person)} size="small" />}
                title={nameOfUser(person)}
                note={`@${person.username}`}
                end={
                  <IconButton
                    icon="close"
                    label={t("removePerson", { name: nameOfUser(person) })}
                    onClick={() => onChange(people.filter(({ id }) => id !== person.id))}
                  />
                }
              />
            </li>
          ))}
        </ul>
      )}
      {suggested.length > 0 && (
        <section>
          <Heading class="pane-title">{t("recent")}</Heading>
          {suggested.map((person) => (
            <Row
              key={person.id}
              picture={<Avatar id={person.id} name={nameOfUser(person)} size="small" />}
              title={nameOfUser(person)}
              note={`@${person.username}`}
              end={t("add")}
              onClick={() => onChange([...people, person])}
            />
          ))}
        </section>
      )}
    </div>
  );
}
