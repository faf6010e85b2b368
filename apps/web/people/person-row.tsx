// A person in the list of people: picture, remark or name, a line below, and a button that writes to them.
import type { Person } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { useOpenDirect } from "../new-chat/use-open-direct.ts";
import { errorText } from "../text/error-text.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Row } from "../ui/row.tsx";
import { showPerson } from "./opened-person.ts";
import { peopleWords as t } from "./people-words.ts";
import { PersonAvatar } from "./person-avatar.tsx";

interface PersonRowProps {
  readonly person: Person;
  /** In place of username and tags: what they tell of themselves. */
  readonly note?: ComponentChildren;
  readonly tabStop?: boolean;
}

export function PersonRow({ person, note, tabStop = true }: PersonRowProps) {
  const chat = useChat();
  const { userId, tags = [], favourite = false } = person;
  const name = chat.shownName(userId);
  const handle = handleOf(chat.people.get(userId));
  const open = useOpenDirect();
  const about = [...(handle === null ? [] : [handle]), ...tags].join(" · ");
  return (
    <Row
      picture={<PersonAvatar id={userId} name={name} size="small" />}
      title={name}
      note={open.error === null ? (note ?? about) : errorText(open.error)}
      end={
        favourite ? (
          <>
            <Icon name="star" size={16} />
            <span class="visually-hidden">{t("favourite")}</span>
          </>
        ) : undefined
      }
      beside={
        person.friendSince === undefined ? undefined : (
          <IconButton
            icon="chats"
            label={t("messageTo", { name })}
            blocked={open.busy}
            tabStop={tabStop}
            onClick={() => void open.run(userId)}
          />
        )
      }
      tabStop={tabStop}
      onClick={({ currentTarget }) => currentTarget instanceof Element && showPerson(userId, currentTarget)}
    />
  );
}
