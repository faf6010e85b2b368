// The details beside a conversation: the other person, or the group.
import type { ConversationId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { back } from "../route/navigation.ts";
import { Pane } from "../ui/pane.tsx";
import { detailsWords as t } from "./details-words.ts";
import { GroupDetails } from "./group-details.tsx";
import { PersonDetails } from "./person-details.tsx";
import "./details-pane.css";

export default function DetailsPane({ id }: { readonly id: ConversationId }) {
  const chat = useChat();
  const entry = chat.inbox.get(id);
  if (entry === undefined) return null;
  if (entry.kind === "group") return <GroupDetails key={id} entry={entry} />;
  return (
    <Pane title={t("person")} onBack={back} close>
      <PersonDetails entry={entry} />
    </Pane>
  );
}
