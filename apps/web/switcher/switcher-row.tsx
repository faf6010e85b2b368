// One row of the switcher: picture or icon, name, @username, and at the end what it is and how much there is unread.
import type { ConversationEntry } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { PersonLine } from "../people-search/person-line.tsx";
import { Badge } from "../ui/badge.tsx";
import { commonWords } from "../ui/common-words.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";
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
      return <PersonLine id={user.id} name={name} username={user.username} />;
    }
    case "place":
      return (
        <>
          <RowIcon name={choice.place.icon} />
          <span class="person-line-name">{choice.place.label}</span>
          {choice.place.isSettings && <span class="switcher-kind">{commonWords("settings")}</span>}
        </>
      );
    case "look-up":
      return (
        <>
          <RowIcon name="search" />
          <span class="person-line-name">{t("find", { username: choice.username })}</span>
        </>
      );
  }
}

function ConversationRow({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const name = chat.titleOf(entry);
  const username = entry.peerId === undefined ? undefined : chat.people.get(entry.peerId)?.username;
  const unread = chat.inbox.get(entry.id)?.unread ?? 0;
  return (
    <>
      <PersonLine id={entry.peerId ?? entry.id} name={name} username={username} group={entry.kind === "group"} />
      <span class="switcher-end">
        {entry.kind === "group" && <span class="switcher-kind">{t("group")}</span>}
        <Badge count={unread} label={commonWords("unread", { count: unread })} />
      </span>
    </>
  );
}

const RowIcon = ({ name }: { readonly name: IconName }) => (
  <span class="switcher-icon">
    <Icon name={name} size={18} />
  </span>
);
