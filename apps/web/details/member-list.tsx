// The members of a group, owner and admins first, each with a menu.
import type { ConversationEntry, Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { Virtualizer } from "virtua";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { useLook } from "../model/use-look.ts";
import { bestMatches } from "../people-search/match-names.ts";
import { Field } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { MemberRow } from "./member-row.tsx";
import { memberOrder } from "./permissions.ts";

/** How many members are shown beside the rest of the details. */
const maxBeside = 8;
/** With more members than this the list has a search field. */
const searchFrom = 12;

interface MemberListProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly whole?: boolean;
  readonly onAll?: () => void;
}

export function MemberList({ entry, model, whole = false, onAll }: MemberListProps) {
  const chat = useChat();
  useLook(model, "members");
  const [query, setQuery] = useState("");
  const nameOf = ({ userId }: Member): string => chat.nameIn(entry, userId);
  const members = [...model.members.value.values()].toSorted(memberOrder(nameOf));
  if (members.length === 0) return null;
  const row = (member: Member) => (
    <MemberRow key={member.userId} member={member} group={model.group.value} name={nameOf(member)} />
  );
  if (!whole)
    return (
      <section>
        <Heading class="pane-title">{t("members")}</Heading>
        <div role="list">{members.slice(0, maxBeside).map(row)}</div>
        {members.length > maxBeside && <Row icon="people" title={t("showAll")} onClick={onAll} />}
      </section>
    );
  const found = query === "" ? members : bestMatches(members, nameOf, query, members.length);
  return (
    <>
      {members.length > searchFrom && (
        <Field label={t("searchMembers")} value={query} onInput={setQuery} verbatim autoFocus />
      )}
      {found.length === 0 && <p class="details-note">{t("noMembers")}</p>}
      <div role="list" aria-label={t("members")}>
        <Virtualizer data={found} itemSize={52}>
          {row}
        </Virtualizer>
      </div>
    </>
  );
}
