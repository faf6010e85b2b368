// The join requests of a group, with their messages, to accept or reject.
import { useChat } from "../model/chat-context.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { tameText } from "../markdown/tame-text.ts";
import { agoTime } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Row } from "../ui/row.tsx";
import { adminWords as t } from "./admin-words.ts";
import { ListState } from "./asked-list.tsx";
import { useList } from "./use-list.ts";

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
          const answer = (accept: boolean): void =>
            void requests.change(() => groups.answerRequest(model.id, userId, accept));
          return (
            <li key={userId}>
              <Row
                picture={<Avatar id={userId} name={name} size="small" />}
                title={name}
                note={agoTime(createdAt, now.value)}
                end={
                  <span class="details-buttons">
                    <IconButton icon="check" label={t("accept", { name })} onClick={() => answer(true)} />
                    <IconButton icon="close" label={t("reject", { name })} onClick={() => answer(false)} />
                  </span>
                }
              />
              {message !== "" && <p class="details-word">{tameText(message)}</p>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
