// The dialog of a person's link: somebody to write to, or, for oneself, the link to pass on.
import { KlatchError, type User } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { isFollowed } from "../join/is-followed.ts";
import { useAccount, useChat } from "../model/chat-context.ts";
import { directWith } from "../model/direct-with.ts";
import { PersonHead } from "../people/person-head.tsx";
import { PersonRelation } from "../people/person-relation.tsx";
import { fromHere, go } from "../route/navigation.ts";
import { errorText } from "../text/error-text.ts";
import { isSameUsername, meantUsername, usernameFault } from "../../text/username.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { useTask } from "../ui/use-task.ts";
import { personLinkWords as t } from "./person-link-words.ts";
import { ShareLink } from "./share-link.tsx";
import "../people/people.css";
import "./person-card.css";

/** @param username as it stands in the address */
export default function PersonCard({ username }: { readonly username: string }) {
  const chat = useChat();
  const wanted = meantUsername(username);
  const own = chat.people.get(chat.me);
  const isOwn = own !== null && isSameUsername(own.username, wanted);
  // Whoever still presses Enter, as after signing up, must not close the dialog.
  const body = useRef<HTMLDivElement>(null);
  useAutoFocus(body, true);
  return (
    <Dialog title={isOwn ? commonWords("myLink") : t("title")} isPlace>
      <div ref={body} class="person-card" tabIndex={-1}>
        {isOwn && <ShareLink user={own} />}
        {!isOwn && usernameFault(wanted) === null && <Somebody key={wanted} username={wanted} />}
        {!isOwn && usernameFault(wanted) !== null && <Nobody text={t("noName")} />}
      </div>
    </Dialog>
  );
}

function Somebody({ username }: { readonly username: string }) {
  const chat = useChat();
  const { invitations } = useAccount();
  // Whom the device knows is shown at once, and without a network.
  const [user, setUser] = useState<User | null>(
    () =>
      chat.client.people.all().find((one) => one.deleted !== true && isSameUsername(one.username, username)) ?? null,
  );
  const which = { kind: "person", token: username } as const;
  const look = useTask(async () => {
    const found = await chat.client.userByUsername(username);
    chat.people.learn(found);
    setUser(found);
  });
  const write = useTask(async () => {
    if (user === null) return;
    const here = fromHere();
    const id = await directWith(chat, user.id);
    invitations.drop(chat.me, which);
    here.replace({ name: "conversation", id, side: null });
  });
  const isLive = chat.connection.value.state === "live";
  // At once, and again when the network is back.
  useEffect(() => {
    if (user === null) void look.run();
  }, [isLive]);
  const isNobody = look.error instanceof KlatchError && look.error.code === "USER_NOT_FOUND";
  const isDone = isNobody || isFollowed(which, chat) || (user !== null && chat.friends.of(user.id) !== null);
  // Closed before that, it leaves an invitation in the list of conversations.
  useEffect(() => {
    if (isDone) invitations.drop(chat.me, which);
    else invitations.keep(chat.me, which);
  }, [isDone]);

  if (isNobody) return <Nobody text={t("nobody", { username })} />;
  if (user === null && look.error !== null)
    return (
      <>
        <Notice kind="danger">{errorText(look.error)}</Notice>
        <Button wide busy={look.busy} onClick={() => void look.run()}>
          {commonWords("retry")}
        </Button>
      </>
    );
  return (
    <>
      {user !== null && <PersonHead userId={user.id} />}
      <ErrorNotice error={write.error} />
      <Button kind="primary" wide disabled={user === null} busy={write.busy} onClick={() => void write.run()}>
        {t("write")}
      </Button>
      {user !== null && <PersonRelation userId={user.id} name={chat.shownName(user.id)} />}
    </>
  );
}

function Nobody({ text }: { readonly text: string }) {
  return (
    <>
      <Notice kind="warning">{text}</Notice>
      <Button wide onClick={() => go({ name: "new" })}>
        {t("find")}
      </Button>
    </>
  );
}
