// The details of the other person in a direct conversation.
import type { ConversationEntry } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { PersonProfile } from "../profile/person-profile.tsx";
import { PersonRelation } from "../people/person-relation.tsx";
import { FilesRow } from "./files-row.tsx";
import { MuteAction } from "./mute-action.tsx";
import { NotifyChoice } from "./notify-choice.tsx";
import { PersonAbout } from "./person-about.tsx";
import { QuickRow } from "./quick-row.tsx";
import { RetentionRow } from "./retention-row.tsx";

export function PersonDetails({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const user = entry.peerId === undefined ? null : chat.people.get(entry.peerId);
  const about = (
    <PersonAbout id={entry.peerId ?? entry.id} name={chat.titleOf(entry)} user={user}>
      {entry.peerId !== undefined && entry.peerId !== chat.me && <PersonProfile userId={entry.peerId} />}
    </PersonAbout>
  );
  const retention = (
    <section>
      <RetentionRow entry={entry} mayChange={entry.blocked !== true} />
    </section>
  );
  // Nobody else writes into one's notes.
  if (entry.peerId === chat.me)
    return (
      <>
        {about}
        <FilesRow entry={entry} />
        {retention}
      </>
    );
  // There is nothing to be had from them any more, and nothing to set.
  if (chat.isPeerGone(entry))
    return (
      <>
        {about}
        <FilesRow entry={entry} />
      </>
    );
  return (
    <>
      {about}
      <QuickRow>
        <MuteAction entry={entry} />
      </QuickRow>
      <FilesRow entry={entry} />
      <NotifyChoice entry={entry} />
      {retention}
      {entry.peerId !== undefined && (
        <PersonRelation userId={entry.peerId} name={chat.titleOf(entry)} conversationId={entry.id} />
      )}
    </>
  );
}
