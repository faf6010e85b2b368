// The details of the other person in a direct conversation.
import type { ConversationEntry } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { PersonAbout } from "./person-about.tsx";
import { RetentionRow } from "./retention-row.tsx";

export function PersonDetails({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const user = entry.peerId === undefined ? null : chat.people.get(entry.peerId);
  return (
    <>
      <PersonAbout id={entry.peerId ?? entry.id} name={chat.titleOf(entry)} user={user} />
      <section>
        <RetentionRow entry={entry} mayChange />
      </section>
    </>
  );
}
