// All members of a group, with a search.
import type { Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { useLook } from "../model/use-look.ts";
import { go } from "../route/navigation.ts";
import { bestRank, ranked } from "../../text/match-names.ts";
import type { Chat } from "../model/chat.ts";
import { nameOfUser } from "../model/people.ts";
import { rankOfPerson } from "../people-search/known-people.ts";
import { Row } from "../ui/row.tsx";
import { RovingList } from "../ui/roving-list.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { detailsWords as t } from "./details-words.ts";
import { groupPages, type GroupPageProps } from "./group-pages.ts";
import { MemberRow } from "./member-row.tsx";
import { mayInGroup, memberOrder } from "./permissions.ts";

const rowPx = 52;

export function MembersPage({ entry, model, group }: GroupPageProps) {
  const chat = useChat();
  useLook(model, "members");
  const [query, setQuery] = useState("");
  const nameOf = ({ userId }: Member): string => chat.nameIn(entry, userId);
  const members = [...model.members.value.values()].toSorted(memberOrder(nameOf));
  const isSearching = query.trim() !== "";
  const found = isSearching
    ? ranked(members, (member) => rankOfMember(chat, member, query), members.length).map(({ item }) => item)
    : members;
  return (
    <div class="members-page">
      <SearchField label={t("searchMembers")} value={query} onInput={setQuery} />
      {mayInGroup(group, "add-members") && (
        <Row
          icon="add"
          title={groupPages.add.title()}
          onClick={() => go({ name: "conversation", id: entry.id, side: "add" })}
        />
      )}
      <p class={isSearching ? "details-note" : "visually-hidden"} role="status">
        {isSearching && (found.length === 0 ? t("noMembers") : t("memberCount", { count: found.length }))}
      </p>
      <div class="members-scroll">
        <RovingList label={t("members")} items={found} idOf={({ userId }) => userId} rowPx={rowPx}>
          {(member, tabStop) => (
            <MemberRow key={member.userId} member={member} group={group} name={nameOf(member)} tabStop={tabStop} />
          )}
        </RovingList>
      </div>
    </div>
  );
}

/** By the name in the group, the person's own name, and the username. */
function rankOfMember(chat: Chat, { userId, nickname }: Member, query: string): number | null {
  const user = chat.people.get(userId);
  if (user === null) return bestRank([nickname], query);
  return rankOfPerson({ user, name: nameOfUser(user), nicknames: nickname === "" ? [] : [nickname] }, query);
}
