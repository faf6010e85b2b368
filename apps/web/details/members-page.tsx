// All members of a group, with a search. Only those that are visible are in the page.
import type { Member } from "@klatch/sdk";
import { useRef, useState } from "preact/hooks";
import { Virtualizer } from "virtua";
import { useChat } from "../model/chat-context.ts";
import { useLook } from "../model/use-look.ts";
import { go } from "../route/navigation.ts";
import { bestMatches } from "../people-search/match-names.ts";
import { Row } from "../ui/row.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { detailsWords as t } from "./details-words.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { MemberRow } from "./member-row.tsx";
import { mayInGroup, memberOrder } from "./permissions.ts";

const rowPx = 52;

export function MembersPage({ entry, model, group }: GroupPageProps) {
  const chat = useChat();
  useLook(model, "members");
  const [query, setQuery] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const nameOf = ({ userId }: Member): string => chat.nameIn(entry, userId);
  const members = [...model.members.value.values()].toSorted(memberOrder(nameOf));
  const isSearching = query.trim() !== "";
  const found = isSearching ? membersFound(members, nameOf, query) : members;
  return (
    <div class="members-page">
      <SearchField label={t("searchMembers")} value={query} onInput={setQuery} />
      {mayInGroup(group, "add-members") && (
        <Row
          icon="add"
          title={t("addPeople")}
          onClick={() => go({ name: "conversation", id: entry.id, side: "add" })}
        />
      )}
      <p class={isSearching ? "details-note" : "visually-hidden"} role="status">
        {isSearching && (found.length === 0 ? t("noMembers") : t("memberCount", { count: found.length }))}
      </p>
      <div ref={scroller} class="members-scroll">
        <div role="list" aria-label={t("members")}>
          <Virtualizer scrollRef={scroller} data={found} itemSize={rowPx}>
            {(member) => <MemberRow key={member.userId} member={member} group={group} name={nameOf(member)} />}
          </Virtualizer>
        </div>
      </div>
    </div>
  );

  /** By the name in the group, and by the username. */
  function membersFound(all: readonly Member[], name: (member: Member) => string, typed: string): readonly Member[] {
    const usernameOf = ({ userId }: Member): string => chat.people.get(userId)?.username ?? "";
    return bestMatches(all, (member) => `${name(member)} ${usernameOf(member)}`, typed.replace(/^@/, ""), all.length);
  }
}
