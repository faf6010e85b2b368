// Messages that were edited, deleted, pinned and reacted to, plainly and while some are selected; and what changes them.
import { KlatchError, type OutgoingMessage } from "@klatch/sdk";
import { useEffect, useMemo, useState } from "preact/hooks";
import { changeParts } from "../../../changes/later-parts.ts";
import { RemoveDialog } from "../../../changes/remove-dialog.tsx";
import { OpenConversationContext, type OpenConversation } from "../../../conversation/conversation-context.ts";
import { MessageActs } from "../../../conversation/message-acts.ts";
import { MessageRow } from "../../../conversation/message-row.tsx";
import { ChatContext } from "../../../model/chat-context.ts";
import type { Chat } from "../../../model/chat.ts";
import { SelectionBar } from "../../../selection/selection-bar.tsx";
import { selectionOf, toggled } from "../../../selection/selection.ts";
import { timelineRows, type ShownEvent } from "../../../timeline/timeline-rows.ts";
import { changedEvents } from "../made-up/changed-messages.ts";
import { madeUpChat } from "../made-up/chat.ts";
import { team } from "../made-up/conversations.ts";

const changed = changedEvents(new KlatchError("TOO_LATE", "too late"));

const rowsOf = ({ me }: Chat, events: readonly ShownEvent[], outgoing: readonly OutgoingMessage[] = []) =>
  timelineRows({ items: events, outgoing, me, atStart: false, unreadAfterSeq: null, isSilent: () => true });
const messagesOf = (chat: Chat, events: readonly ShownEvent[]) =>
  rowsOf(chat, events).flatMap((row) => (row.kind === "message" ? [row.message] : []));

interface MessagesProps {
  readonly chat: Chat;
  readonly events: readonly ShownEvent[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly selects: boolean;
}

function Messages({ chat, events, outgoing, selects }: MessagesProps) {
  const acts = useMemo(() => {
    const made = new MessageActs(chat, team.id);
    // So that it can be written again.
    made.recall(messagesOf(chat, events).filter(({ seq }) => seq === 10));
    return made;
  }, [chat]);
  const loaded = (seq: number): ShownEvent | undefined => events.find(({ event }) => event.seq === seq);
  const open: OpenConversation = {
    entry: team,
    nameOf: (userId) => chat.nameIn(team, userId),
    isRead: () => false,
    reply: null,
    mention: null,
    greet: null,
    jumpTo: () => {},
    loaded,
    may: { react: true, pin: true, change: true },
    acts,
    writeAgain: () => {},
  };
  const rows = rowsOf(chat, events, outgoing);
  useEffect(() => {
    acts.rows = rows;
    const keys = acts.messages.slice(1, 3).map(({ key }) => key);
    if (selects) acts.selection.value = toggled(selectionOf(keys[0] ?? ""), keys[1] ?? "");
  }, [acts]);
  const selection = acts.selection.value;
  return (
    <OpenConversationContext.Provider value={open}>
      <section class="gallery-messages">
        <div>
          {rows.map((row) =>
            row.kind === "message" ? (
              <MessageRow
                key={row.key}
                row={row}
                reachable={false}
                flash={false}
                selected={selection === null ? null : selection.keys.has(row.key)}
              />
            ) : null,
          )}
        </div>
        {selects && selection !== null && <SelectionBar id={team.id} acts={acts} may={open.may} nameOf={open.nameOf} />}
      </section>
    </OpenConversationContext.Provider>
  );
}

export const withMessages = (
  events: readonly ShownEvent[],
  selects: boolean,
  outgoing: readonly OutgoingMessage[] = [],
) =>
  function ChangedMessages() {
    const [chat, setChat] = useState<Chat | null>(null);
    useEffect(() => {
      void Promise.all([madeUpChat("live"), changeParts.load()]).then(([madeUp]) => setChat(madeUp.chat));
    }, []);
    return chat === null ? null : (
      <ChatContext.Provider value={chat}>
        <Messages chat={chat} events={events} outgoing={outgoing} selects={selects} />
      </ChatContext.Provider>
    );
  };

export const ChangedMessages = withMessages(changed, false);
export const SelectedMessages = withMessages(changed, true);

export function ForWhom() {
  const [chat, setChat] = useState<Chat | null>(null);
  useEffect(() => void madeUpChat("live").then((madeUp) => setChat(madeUp.chat)), []);
  if (chat === null) return null;
  const message = messagesOf(chat, changed).at(-1);
  if (message === undefined) return null;
  return (
    <RemoveDialog
      acts={new MessageActs(chat, team.id)}
      standing={() => ({
        me: message.senderId,
        nowMs: message.atMs + 30_000,
        mayWrite: true,
        role: null,
        roleOf: () => null,
        windows: chat.client.changeWindows,
      })}
      messages={[message]}
      onClose={() => {}}
    />
  );
}
