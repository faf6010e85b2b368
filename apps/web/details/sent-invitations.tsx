// Whom a group has invited and who has not answered, to take back: for admins all of them, for others their own.
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { dayLabel } from "../text/times.ts";
import { IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { ListState } from "../ui/list-state.tsx";
import { Row } from "../ui/row.tsx";
import { useList } from "../ui/use-list.ts";
import { adminWords as t } from "./admin-words.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

export function SentInvitations({ model }: Pick<GroupPageProps, "model">) {
  const { client, people } = useChat();
  const invitations = useList(() => client.invitations.ofGroup(model.id));
  return (
    <>
      <ListState list={invitations} empty={t("invitationsEmpty")} />
      <ul>
        {invitations.items?.map(({ userId, invitedBy, expiresAt }) => {
          const name = people.nameOf(userId);
          const handle = handleOf(people.get(userId));
          const terms = t("invitedBy", { name: people.nameOf(invitedBy), date: dayLabel(expiresAt, now.value) });
          return (
            <li key={userId}>
              <Row
                picture={<PersonAvatar id={userId} name={name} size="small" />}
                title={name}
                note={[terms, ...(handle === null ? [] : [handle])].join(" · ")}
                end={
                  <IconButton
                    icon="close"
                    label={t("withdraw", { name })}
                    blocked={invitations.busy}
                    onClick={() => void invitations.change(() => client.invitations.revoke(model.id, userId))}
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
