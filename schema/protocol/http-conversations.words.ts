// The API documents' texts for the bodies of conversations, the inbox and history pages. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { newMessage } from "./events/new-message.ts";
import { timeMs as exampleTime, userIds } from "./examples/story.ts";
import { user } from "./http-auth.words.ts";
import {
  conversationResultShape,
  inboxResultShape,
  messagesResultShape,
  openConversationBodyShape,
} from "./http-conversations.ts";
import { messageState } from "./http-messages.words.ts";
import { conversationChanged, conversationShape, joinedShape } from "./sync.ts";

const { type: _changed, conversationId: id, ...inboxEntry } = conversationChanged.example;

export const conversation = { id, ...inboxEntry };

const { preview } = inboxEntry;

export const conversationComponents = {
  Preview: fromServer(
    conversationShape.entries.preview.wrapped,
    "The newest message of a conversation, shortened for a list.",
    preview,
    { text: "The start of the message's text.", type: "The type of the message's content." },
  ),
  Joined: fromServer(
    joinedShape,
    "The event by which the caller became a member.",
    { seq: 18, actorId: userIds.alice, how: "added", createdAt: exampleTime },
    { actorId: "Who added them or let them in; themselves, if nobody had to." },
  ),
  OpenConversationBody: fromClient(
    openConversationBodyShape,
    "With whom to talk.",
    {
      kind: "direct",
      userId: userIds.bob,
    },
    { userId: "The other member, or oneself." },
  ),
  Conversation: fromServer(conversationShape, "A conversation as the caller's inbox lists it.", conversation, {
    mentions:
      "How many of the unread messages mention the user, or everybody; missing when an earlier version counted.",
  }),
  ConversationResult: fromServer(conversationResultShape, "One conversation.", { conversation }),
  InboxResult: fromServer(
    inboxResultShape,
    "A page of the inbox.",
    {
      items: [conversation],
      next: null,
      inboxVersion: 17,
      people: [user],
    },
    {
      inboxVersion:
        "The version of the inbox when the first of these pages was made: ask with it as `since` for what changed later.",
    },
  ),
  MessagesResult: fromServer(messagesResultShape, "A page of a conversation's log, rising by seq.", {
    events: [newMessage.example],
    headSeq: 42,
    before: 42,
    after: null,
    states: { 42: messageState },
  }),
} as const satisfies Record<string, Component>;
