// The API documents' texts for the bodies of single messages. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { messageEdited } from "./events/message-edited.ts";
import { newMessage } from "./events/new-message.ts";
import { clientMsgId, conversationId, opId, timeMs as exampleTime, userIds } from "./examples/story.ts";
import {
  editsResultShape,
  hiddenResultShape,
  messageResultShape,
  pinsResultShape,
  reactionsResultShape,
  statesResultShape,
} from "./http-messages.ts";
import { changedMessageShape, editMessageBodyShape } from "./message-changes.ts";
import { messageStateShape, reactionCountShape } from "./message-state.ts";

const { content } = messageEdited.example;

export const messageState = {
  asOf: 44,
  content,
  editedAt: exampleTime,
  reactions: [{ emoji: "👍", count: 1, mine: false }],
};

const fromTheMessage = "As of this event; events that come later are applied to it.";

/** Parts of pages, too. */
export const messageStateComponents = {
  ReactionCount: fromServer(
    reactionCountShape,
    "One emoji on a message.",
    { emoji: "👍", count: 1, mine: false },
    { count: "People who put it there.", mine: "The caller is one of them." },
  ),
  MessageState: fromServer(
    messageStateShape,
    "What became of a message after it was sent. A part that is left out is as it was sent.",
    messageState,
    {
      asOf: fromTheMessage,
      mentions: "Whom the newest edit mentions.",
      editedAt: "When it was edited last, in milliseconds since 1970.",
      reactions: "In the order in which they came first.",
      pinned: "It is pinned for everybody.",
      recalled: "It was taken back, or its time was over.",
      "recalled.senderId": "Who took it back.",
      "recalled.reason": "By its sender, by a moderator, with the account, or because its time was over.",
      hidden: "The caller has hidden it for themselves.",
    },
  ),
} as const satisfies Record<string, Component>;

export const messageChangeComponents = {
  EditMessageBody: fromClient(editMessageBodyShape, "What the message is to say now.", { opId, content }),
  ChangedMessage: fromServer(
    changedMessageShape,
    "The change is committed.",
    { conversationId, seq: 43 },
    { seq: "The event of the change; of the one that made it so, if it was so already." },
  ),
  StatesResult: fromServer(statesResultShape, "The states of messages, as they are now.", {
    headSeq: 44,
    states: { 42: messageState },
  }),
  MessageResult: fromServer(messageResultShape, "One message, and what became of it.", {
    event: newMessage.example,
    state: messageState,
  }),
  EditsResult: fromServer(
    editsResultShape,
    "What the message said, from the first on.",
    { items: [{ seq: 42, content: newMessage.example.content, createdAt: exampleTime }], next: null },
    { "items.seq": "The event that said so." },
  ),
  ReactionsResult: fromServer(
    reactionsResultShape,
    "Who reacted with what.",
    { items: [{ userId: userIds.bob, emoji: "👍", seq: 44 }], next: null },
    { "items.seq": "The event of the reaction." },
  ),
  PinsResult: fromServer(
    pinsResultShape,
    "The pinned messages, the newest pin first.",
    {
      items: [
        {
          event: { ...newMessage.example, clientMsgId },
          state: { ...messageState, pinned: true as const },
          pinnedBy: userIds.bob,
          pinnedAt: exampleTime,
        },
      ],
      next: null,
    },
    {
      "items.pinnedBy": "Who pinned it.",
      "items.pinnedAt": "When, in milliseconds since 1970.",
    },
  ),
  HiddenResult: fromServer(
    hiddenResultShape,
    "The messages that the caller has hidden since.",
    { items: [40, 42], next: null, hides: 3 },
    { items: "The messages.", hides: "How often the caller has hidden messages in this conversation." },
  ),
} as const satisfies Record<string, Component>;
