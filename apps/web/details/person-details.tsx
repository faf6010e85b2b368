// The details of the other person in a direct conversation.
import type { ConversationEntry } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { longDate } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { copy } from "../ui/copy.ts";
import { Heading } from "../ui/heading.tsx";
import { Name } from "../ui/name.tsx";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";

export function PersonDetails({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const name = chat.titleOf(entry);
  const user = entry.peerId === undefined ? null : chat.people.get(entry.peerId);
  return (
    <>
      <div class="details-head">
        <Avatar id={entry.peerId ?? entry.id} name={name} size="large" />
        <Heading>
          <Name text={name} />
        </Heading>
      </div>
      {user !== null && (
        <section>
          <Row
            icon="at"
            title={`@${user.username}`}
            note={t("copyUsername")}
            onClick={() => void copy(user.username, "username")}
          />
          <Row icon="person" title={longDate(user.createdAt)} note={t("memberSince")} />
        </section>
      )}
    </>
  );
}
