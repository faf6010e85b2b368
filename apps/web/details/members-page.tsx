// All members of a group, with a search. Only those that are visible are in the page. Arrows, j, k, Home and End move.
import type { Member, UserId } from "@klatch/sdk";
import { useRef, useState } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useChat } from "../model/chat-context.ts";
import { useLook } from "../model/use-look.ts";
import { go } from "../route/navigation.ts";
import { bestRank, ranked } from "../../text/match-names.ts";
import type { Chat } from "../model/chat.ts";
import { nameOfUser } from "../model/people.ts";
import { rankOfPerson } from "../people-search/known-people.ts";
import { Row } from "../ui/row.tsx";
import { focusWhenShown } from "../ui/focus-when-shown.ts";
import { steppedIndex } from "../ui/list-keys.ts";
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
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  // The one row that Tab reaches, from which the arrow keys move.
  const [activeId, setActiveId] = useState<UserId | null>(null);
  const nameOf = ({ userId }: Member): string => chat.nameIn(entry, userId);
  const members = [...model.members.value.values()].toSorted(memberOrder(nameOf));
  const isSearching = query.trim() !== "";
  const found = isSearching
    ? ranked(members, (member) => rankOfMember(chat, member, query), members.length).map(({ item }) => item)
    : members;
  const activeIndex = Math.max(
    0,
    found.findIndex(({ userId }) => userId === activeId),
  );
  const step = (event: KeyboardEvent): void => {
    // What is typed into a member's dialog is not for the list.
    if (event.target instanceof Element && event.target.closest("dialog") !== null) return;
    const next = steppedIndex(event, activeIndex, found.length);
    const member = next === null ? undefined : found[next];
    if (next === null || member === undefined) return;
    event.preventDefault();
    setActiveId(member.userId);
    virtual.current?.scrollToIndex(next, { align: "nearest" });
    focusWhenShown(
      () => scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(member.userId)}"] button`) ?? null,
    );
  };
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
      <div ref={scroller} class="members-scroll">
        <div role="list" aria-label={t("members")} onKeyDown={step}>
          <Virtualizer ref={virtual} scrollRef={scroller} data={found} itemSize={rowPx} keepMounted={[activeIndex]}>
            {(member, index) => (
              <MemberRow
                key={member.userId}
                member={member}
                group={group}
                name={nameOf(member)}
                tabStop={index === activeIndex}
              />
            )}
          </Virtualizer>
        </div>
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
