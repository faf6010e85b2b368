// The page of one's account: how others see it.
import { copy } from "../ui/copy.ts";
import { useChat } from "../model/chat-context.ts";
import { longDate } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Heading } from "../ui/heading.tsx";
import { Name } from "../ui/name.tsx";
import { Row } from "../ui/row.tsx";
import { settingsWords as t } from "./settings-words.ts";

export function AccountPage() {
  const chat = useChat();
  const user = chat.people.get(chat.me);
  const name = chat.people.nameOf(chat.me);
  return (
    <>
      <div class="settings-self">
        <Avatar id={chat.me} name={name} size="large" />
        <Heading>
          <Name text={user === null ? null : name} />
        </Heading>
      </div>
      {user !== null && (
        <section>
          <Row
            icon="at"
            title={`@${user.username}`}
            note={t("copyUsername")}
            onClick={() => void copy(user.username, "username")}
          />
          <Row icon="person" title={longDate(user.createdAt)} note={t("memberSince")} />
        </section>
      )}
    </>
  );
}
