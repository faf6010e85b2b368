// The groups that others have invited the person to, above the conversations, each with its answer.
import { KlatchError, type MyInvitation } from "@klatch/sdk";
import { tameName } from "../../text/tame-name.ts";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { unknownName } from "../text/unknown-name.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { invitedWords as t } from "./invited-words.ts";
import "./invited-rows.css";

export default function InvitedRows() {
  const { all } = useChat().groupInvitations;
  const shown = all.filter(({ expiresAt }) => expiresAt > Date.now());
  if (shown.length === 0) return null;
  return (
    <ul class="invited" aria-label={t("list")}>
      {shown.map((one) => (
        <InvitedRow key={one.groupId} invitation={one} />
      ))}
    </ul>
  );
}

function InvitedRow({ invitation: { groupId, group, invitedBy } }: { readonly invitation: MyInvitation }) {
  const { client, people } = useChat();
  const name = tameName(group.name) || unknownName;
  const accept = useTask(async () => {
    try {
      await client.invitations.accept(groupId);
      go({ name: "conversation", id: groupId, side: null });
    } catch (error) {
      if (!isOver(error)) throw error;
      say(t("over"));
    }
  });
  const decline = useTask(() => client.invitations.decline(groupId));
  return (
    <li class="invited-row">
      <Avatar id={groupId} name={name} group avatar={group.avatar} />
      <div class="invited-text">
        <bdi dir="auto">{name}</bdi>
        <span>{t("from", { name: people.nameOf(invitedBy), count: group.memberCount })}</span>
        <ErrorNotice error={accept.error ?? decline.error} />
        <div class="invited-answers">
          <Button
            kind="primary"
            label={t("acceptNamed", { group: name })}
            busy={accept.busy}
            blocked={decline.busy}
            onClick={() => void accept.run()}
          >
            {t("accept")}
          </Button>
          <Button
            label={t("declineNamed", { group: name })}
            busy={decline.busy}
            blocked={accept.busy}
            onClick={() => void decline.run()}
          >
            {t("decline")}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** The row goes by itself: the server has told the device. */
const isOver = (error: unknown): boolean =>
  error instanceof KlatchError && (error.code === "NOT_FOUND" || error.code === "CONVERSATION_NOT_FOUND");
