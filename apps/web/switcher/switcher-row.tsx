// One row of the switcher: picture or icon, name, @username, and at the end what it is and how much there is unread.
import type { ConversationEntry } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { IconLine } from "../people-search/icon-line.tsx";
import { peopleSearchWords } from "../people-search/people-search-words.ts";
import { PersonLine } from "../people-search/person-line.tsx";
import { Badge } from "../ui/badge.tsx";
import { commonWords } from "../ui/common-words.ts";
import type { Choice } from "./choices.ts";
import type { SwitcherPlace } from "./places.ts";
import { switcherWords as t } from "./switcher-words.ts";

export type SwitcherChoice = Choice<SwitcherPlace>;

export function SwitcherRow({ choice }: { readonly choice: SwitcherChoice }) {
  switch (choice.kind) {
    case "conversation":
      return <ConversationRow entry={choice.entry} />;
    case "person": {
      const { user, name } = choice.person;
      return <PersonLine id={user.id} name={name} username={user.username} avatar={user.avatar} />;
    }
    case "place":
      return (
        <>
          <IconLine icon={choice.place.icon} text={choice.place.label} />
          {choice.place.isSettings && <span class="switcher-kind">{commonWords("settings")}</span>}
        </>
      );
    case "look-up":
      return <IconLine icon="search" text={peopleSearchWords("find", { username: choice.username })} />;
  }
}

function ConversationRow({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const name = chat.titleOf(entry);
  const username = entry.peerId === undefined ? undefined : chat.people.get(entry.peerId)?.username;
  const unread = chat.inbox.get(entry.id)?.unread ?? 0;
  return (
    <>
      <PersonLine
        id={entry.peerId ?? entry.id}
        name={name}
        username={username}
        group={entry.kind === "group"}
        avatar={chat.avatarOf(entry)}
      />
      <span class="switcher-end">
        {entry.kind === "group" && <span class="switcher-kind">{t("group")}</span>}
        <Badge count={unread} label={commonWords("unread", { count: unread })} />
      </span>
    </>
  );
}
