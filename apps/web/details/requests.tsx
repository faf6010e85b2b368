// The join requests of a group, with their messages, to accept or reject.
import { useChat } from "../model/chat-context.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { tameText } from "../../text/tame-text.ts";
import { agoTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Row } from "../ui/row.tsx";
import { adminWords as t } from "./admin-words.ts";
import { ListState } from "../ui/list-state.tsx";
import { useList } from "../ui/use-list.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

export function Requests({ model }: Pick<GroupPageProps, "model">) {
  const chat = useChat();
  const { groups } = chat.client;
  const requests = useList(async () => {
    const asked = await groups.requests(model.id);
    model.requestCount.value = asked.items.length;
    return asked;
  });
  return (
    <>
      <ListState list={requests} empty={t("requestsEmpty")} />
      <ul>
        {requests.items?.map(({ userId, message, createdAt }) => {
          const name = chat.people.nameOf(userId);
          const username = chat.people.get(userId)?.username;
          const answer = (accept: boolean): void =>
            void requests.change(() => groups.answerRequest(model.id, userId, accept));
          return (
            <li key={userId}>
              <Row
                picture={<PersonAvatar id={userId} name={name} size="small" />}
                title={name}
                note={`${username === undefined ? "" : `@${username} · `}${agoTime(createdAt, now.value)}`}
              />
              {message !== "" && <p class="details-word">{tameText(message)}</p>}
              <div class="details-answers">
                <Button
                  kind="primary"
                  blocked={requests.busy}
                  label={t("acceptOf", { name })}
                  onClick={() => answer(true)}
                >
                  {t("accept")}
                </Button>
                <Button blocked={requests.busy} label={t("rejectOf", { name })} onClick={() => answer(false)}>
                  {t("reject")}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
