// Conversations: messages in all states, the composer, and the notice in its place.
import { ConversationPane } from "../../../conversation/conversation-pane.tsx";
import { left, team, withBob } from "../made-up/conversations.ts";
import { InChat } from "./pages.tsx";

const conversation = ({ id }: typeof team) =>
  function Conversation() {
    return (
      <InChat>
        <ConversationPane id={id} detailsOpen={false} seq={null} />
      </InChat>
    );
  };

/** Texts of all kinds, several authors, events of the group. */
export const GroupConversation = conversation(team);
/** Messages that wait, failed, were sent and read. */
export const DirectConversation = conversation(withBob);
/** One may not write here any more. */
export const LeftConversation = conversation(left);
