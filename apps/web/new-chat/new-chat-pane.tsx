// Starts a conversation: with a person by username, as a new group, or by the link of a group.
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { close, go } from "../route/navigation.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Pane } from "../ui/pane.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { linkToken } from "../join/link-token.ts";
import { newChatWords as t } from "./new-chat-words.ts";

export default function NewChatPane() {
  return (
    <Pane title={t("title")} onBack={close}>
      <FindPerson />
      <Row icon="people" title={t("newGroup")} note={t("newGroupHint")} onClick={() => go({ name: "new-group" })} />
      <PasteLink />
      <RecentPeople />
    </Pane>
  );
}

function FindPerson() {
  const chat = useChat();
  const [username, setUsername] = useState("");
  const [self, setSelf] = useState(false);
  const find = useTask(async () => {
    const wanted = username.trim().replace(/^@/, "");
    if (wanted === "") return;
    const user = await chat.client.userByUsername(wanted);
    chat.people.learn(user);
    setSelf(user.id === chat.me);
    if (user.id === chat.me) return;
    const { id } = await chat.client.openDirect({ userId: user.id });
    go({ name: "conversation", id, side: null });
  });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void find.run();
      }}
    >
      <div class="form-line">
        <Field
          label={t("username")}
          value={username}
          onInput={setUsername}
          hint={t("usernameHint")}
          maxLength={21}
          verbatim
          autoFocus
        />
        <Button type="submit" kind="primary" busy={find.busy}>
          {t("find")}
        </Button>
      </div>
      {self && <Notice>{t("self")}</Notice>}
      <ErrorNotice error={find.error} />
    </form>
  );
}

function PasteLink() {
  const [open, setOpen] = useState(false);
  const [link, setLink] = useState("");
  const [fault, setFault] = useState(false);
  if (!open) return <Row icon="link" title={t("byLink")} note={t("byLinkHint")} onClick={() => setOpen(true)} />;
  return (
    <form
      class="form-line"
      onSubmit={(event) => {
        event.preventDefault();
        const token = linkToken(link);
        setFault(token === null);
        if (token !== null) go({ name: "join", token });
      }}
    >
      <Field
        label={t("link")}
        value={link}
        onInput={setLink}
        error={fault ? t("linkFault") : undefined}
        verbatim
        autoFocus
      />
      <Button type="submit" kind="primary">
        {t("openLink")}
      </Button>
    </form>
  );
}

const maxRecent = 8;

function RecentPeople() {
  const chat = useChat();
  const people = chat.inbox.entries.value.filter(({ kind }) => kind === "direct").slice(0, maxRecent);
  if (people.length === 0) return null;
  return (
    <section>
      <Heading class="pane-title">{t("recent")}</Heading>
      {people.map((entry) => {
        const name = chat.titleOf(entry);
        const username = entry.peerId === undefined ? undefined : chat.people.get(entry.peerId)?.username;
        return (
          <Row
            key={entry.id}
            picture={<Avatar id={entry.peerId ?? entry.id} name={name} size="small" />}
            title={name}
            note={username === undefined ? "" : `@${username}`}
            onClick={() => go({ name: "conversation", id: entry.id, side: null })}
          />
        );
      })}
    </section>
  );
}
