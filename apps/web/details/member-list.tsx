// The first members of a group, owner and admins first, beside the rest of its information.
import type { ConversationEntry, Member } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { useLook } from "../model/use-look.ts";
import { Heading } from "../ui/heading.tsx";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { MemberRow } from "./member-row.tsx";
import { memberOrder } from "./permissions.ts";

const maxBeside = 8;

interface MemberListProps {
  readonly entry: ConversationEntry;
  readonly model: GroupModel;
  readonly onAll: () => void;
}

export function MemberList({ entry, model, onAll }: MemberListProps) {
  const chat = useChat();
  useLook(model, "members");
  const nameOf = ({ userId }: Member): string => chat.nameIn(entry, userId);
  const members = [...model.members.value.values()].toSorted(memberOrder(nameOf));
  if (members.length === 0) return null;
  return (
    <section>
      <Heading class="pane-title">{t("members")}</Heading>
      <div role="list">
        {members.slice(0, maxBeside).map((member) => (
          <MemberRow key={member.userId} member={member} group={model.group.value} name={nameOf(member)} />
        ))}
      </div>
      {members.length > maxBeside && <Row icon="people" title={t("showAll")} onClick={onAll} />}
    </section>
  );
}
