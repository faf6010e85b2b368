// The groups that the person has asked to join and that have not answered, each with its withdrawal.
import { KlatchError, type MyJoinRequest } from "@klatch/sdk";
import { tameName } from "../../text/tame-name.ts";
import { useChat } from "../model/chat-context.ts";
import { agoTime } from "../text/times.ts";
import { unknownName } from "../text/unknown-name.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useList, type AskedList } from "../ui/use-list.ts";
import { peopleWords as t } from "./people-words.ts";

/** As many as the server lists. */
const pageSize = 100;

/** As they were when they were asked for, and after each withdrawal. None of an earlier server. */
export function useAskedGroups(): AskedList<MyJoinRequest> {
  const { client } = useChat();
  return useList(async () => {
    try {
      return await client.invitations.requests({ limit: pageSize });
    } catch (error) {
      if (error instanceof KlatchError && error.code === "NOT_FOUND") return { items: [] };
      throw error;
    }
  });
}

export function AskedGroups({ list }: { readonly list: AskedList<MyJoinRequest> }) {
  const { client } = useChat();
  const { items, error } = list;
  return (
    <>
      <ErrorNotice error={error} />
      {items === null && error !== null && <Button onClick={list.reload}>{commonWords("retry")}</Button>}
      {items !== null && items.length > 0 && (
        <section>
          <Heading class="pane-title">{t("askedGroups")}</Heading>
          <ul>
            {items.map(({ groupId, group, createdAt }) => {
              const name = tameName(group.name) || unknownName;
              return (
                <li key={groupId} class="people-row">
                  <Row
                    picture={<Avatar id={groupId} name={name} size="small" group avatar={group.avatar} />}
                    title={name}
                    note={agoTime(createdAt, now.value)}
                  />
                  <div class="person-answers">
                    <Button
                      label={t("cancelTo", { name })}
                      blocked={list.busy}
                      onClick={() => void list.change(() => client.groups.withdrawRequest(groupId))}
                    >
                      {t("cancel")}
                    </Button>
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}
