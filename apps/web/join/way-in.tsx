// The form by which this group is joined: by its link, directly, with a password, by a request, or not at all.
import type { GroupProfile } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { newChatWords as t } from "../new-chat/new-chat-words.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { isLinkToken } from "./link-token.ts";

const maxWordChars = 256;

interface WayInProps {
  readonly profile: GroupProfile;
  readonly token: string;
  readonly onIn: () => void;
}

export function WayIn({ profile: { id, joinPolicy }, token, onIn }: WayInProps) {
  const { groups } = useChat().client;
  const [password, setPassword] = useState("");
  const [message, setMessage] = useState("");
  const [asked, setAsked] = useState(false);
  const way = isLinkToken(token) ? "free" : joinPolicy;

  const enter = () => {
    if (isLinkToken(token)) return groups.joinByLink(token);
    if (way === "password") return groups.join(id, { password });
    return groups.join(id, way === "approval" && message.trim() !== "" ? { message: message.trim() } : {});
  };
  const join = useTask(async () => {
    const { joined } = await enter();
    if (joined) onIn();
    else setAsked(true);
  });
  const withdraw = useTask(async () => {
    await groups.withdrawRequest(id);
    setAsked(false);
  });

  if (way === "closed") return <p class="join-note">{t("closed")}</p>;
  if (way === "link") return <p class="join-note">{t("onlyLink")}</p>;
  if (asked)
    return (
      <>
        <p class="join-note" role="status">
          {t("asked")}
        </p>
        <ErrorNotice error={withdraw.error} />
        <Button wide busy={withdraw.busy} onClick={() => void withdraw.run()}>
          {t("withdraw")}
        </Button>
      </>
    );
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void join.run();
      }}
    >
      {way === "password" && (
        <Field
          label={t("password")}
          type="password"
          value={password}
          onInput={setPassword}
          maxLength={64}
          autoFocus
          verbatim
        />
      )}
      {way === "approval" && (
        <Field
          label={t("word")}
          value={message}
          onInput={setMessage}
          hint={t("optional")}
          maxLength={maxWordChars}
          lines={2}
        />
      )}
      <ErrorNotice error={join.error} />
      <Button type="submit" kind="primary" wide busy={join.busy} disabled={way === "password" && password === ""}>
        {t(way === "approval" ? "ask" : "join")}
      </Button>
    </form>
  );
}
