// The links that were opened and not yet followed, above the conversations: each leads back to its dialog.
import { useEffect } from "preact/hooks";
import { useAccount, useChat } from "../model/chat-context.ts";
import { groupOf, type Invitation } from "../model/invitations.ts";
import { isFollowed } from "./is-followed.ts";
import { go } from "../route/navigation.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { invitationWords as t } from "./invitation-words.ts";
import { useAskedAgain } from "./use-asked-again.ts";
import "./invitation-row.css";

export default function InvitationRows() {
  const chat = useChat();
  const { invitations } = useAccount();
  const all = invitations.of(chat.me);
  useAskedAgain();
  const followed = all.filter((one) => isFollowed(one, chat));
  useEffect(() => {
    for (const one of followed) invitations.drop(chat.me, one);
  }, [followed.length]);
  const shown = all.filter((one) => !followed.includes(one));
  if (shown.length === 0) return null;
  return (
    <ul class="invitations" aria-label={t("invitations")}>
      {shown.map((one) => (
        <InvitationRow key={one.token} invitation={one} onDismiss={() => invitations.drop(chat.me, one)} />
      ))}
    </ul>
  );
}

interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly onDismiss: () => void;
}

function InvitationRow({ invitation: { kind, token, name, asked }, onDismiss }: InvitationRowProps) {
  const isGroup = kind === "group";
  const title = isGroup ? (name ?? t("someGroup")) : `@${token}`;
  const note = isGroup ? (asked ? "waiting" : "invitedTo") : "personLink";
  return (
    <li class="invitation">
      <button
        type="button"
        class="invitation-open"
        onClick={() => go(isGroup ? { name: "join", token } : { name: "user", username: token })}
      >
        <Avatar id={isGroup ? groupOf(token) : token} name={isGroup ? title : token} group={isGroup} />
        <span class="invitation-text">
          <bdi dir="auto">{title}</bdi>
          <span>{t(note)}</span>
        </span>
      </button>
      <IconButton icon="close" label={t("dismiss", { name: title })} onClick={onDismiss} />
    </li>
  );
}
