// The form by which a group is joined: at once, with a password, or by a request; and the request while it waits.
import { isBlank, KlatchError, type ConversationId, type JoinGroupResult } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { groupOf } from "../model/invitations.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { joinWords as t } from "./join-words.ts";
import { isLinkToken } from "./link-token.ts";

const maxWordChars = 256;
const maxPasswordChars = 64;

interface WayInProps {
  readonly way: "free" | "password" | "approval";
  readonly token: string;
  readonly onIn: () => void;
  readonly onAsked: () => void;
  readonly onRefused: (error: unknown) => void;
  /** The group's settings have changed meanwhile. */
  readonly onOtherWay: () => void;
}

export function WayIn({ way, token, onIn, onAsked, onRefused, onOtherWay }: WayInProps) {
  const { groups } = useChat().client;
  const [password, setPassword] = useState("");
  const [message, setMessage] = useState("");

  const enter = (): Promise<JoinGroupResult> => {
    const id = groupOf(token);
    if (isLinkToken(token)) return groups.joinByLink(token);
    if (way === "password") return groups.join(id, { password });
    return groups.join(id, way === "approval" && !isBlank(message) ? { message: message.trim() } : {});
  };
  const join = useTask(async () => {
    try {
      const { joined } = await enter();
      if (joined) onIn();
      else onAsked();
    } catch (error) {
      if (error instanceof KlatchError && error.code === "JOIN_NOT_ALLOWED") return onOtherWay();
      onRefused(error);
      throw error;
    }
  });

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
          type="secret"
          value={password}
          onInput={setPassword}
          maxLength={maxPasswordChars}
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

interface AskedToJoinProps {
  readonly id: ConversationId;
  readonly onWithdrawn: () => void;
}

export function AskedToJoin({ id, onWithdrawn }: AskedToJoinProps) {
  const { groups } = useChat().client;
  const withdraw = useTask(async () => {
    await groups.withdrawRequest(id);
    onWithdrawn();
  });
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
}
