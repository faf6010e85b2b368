// The API documents' texts for the bodies of conversations, the inbox and history pages. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { newMessage } from "./events/new-message.ts";
import { timeMs as exampleTime, userIds } from "./examples/story.ts";
import { user } from "./http-auth.words.ts";
import {
  changeConversationBodyShape,
  conversationResultShape,
  inboxResultShape,
  markAllReadBodyShape,
  markAllReadResultShape,
  messagesResultShape,
  openConversationBodyShape,
} from "./http-conversations.ts";
import { draftChangeShape, draftShape, settingsBodyShape, type DraftChange } from "./settings.ts";
import { messageState } from "./http-messages.words.ts";
import { conversationChanged, conversationShape, joinedShape, retentionShape } from "./sync.ts";

const { type: _changed, conversationId: id, ...inboxEntry } = conversationChanged.example;

export const conversation = { id, ...inboxEntry };

const { preview } = inboxEntry;

const draft: DraftChange = {
  text: "@Bob coffee at four?",
  mentions: [{ userId: userIds.bob, name: "Bob", at: 0 }],
  updatedAt: exampleTime,
};

const ofDrafts = {
  text: "What the user has written so far.",
  replyTo: "The message that it answers.",
  mentions: "Whom the user has chosen to mention.",
  "mentions.name": "As it stands in the text, behind the @.",
  "mentions.at": "Where the @ stands, in UTF-16 units.",
  updatedAt: "When the user wrote it last, ms since 1970: of two drafts the later one counts.",
};

export const conversationComponents = {
  Preview: fromServer(
    conversationShape.entries.preview.wrapped,
    "The newest message of a conversation, shortened for a list.",
    preview,
    {
      expiresAt: "When the message is gone, in milliseconds since 1970.",
      text: "The start of the message's text.",
      type: "The type of the message's content.",
    },
  ),
  Joined: fromServer(
    joinedShape,
    "The event by which the caller became a member.",
    { seq: 18, actorId: userIds.alice, how: "added", createdAt: exampleTime },
    { actorId: "Who added them or let them in; themselves, if nobody had to." },
  ),
  ChangeConversationBody: fromClient(changeConversationBodyShape, "What holds for all members of a conversation.", {
    ttlMs: 86_400_000,
  }),
  Retention: fromServer(retentionShape, "How long the messages of a conversation stay that are sent now.", {
    ttlMs: 86_400_000,
    setBy: userIds.alice,
  }),
  OpenConversationBody: fromClient(
    openConversationBodyShape,
    "With whom to talk.",
    {
      kind: "direct",
      userId: userIds.bob,
    },
    { userId: "The other member, or oneself." },
  ),
  Draft: fromServer(draftShape, "A text that the caller has begun to write.", draft, ofDrafts),
  DraftChange: fromClient(draftChangeShape, "A text that the caller has begun to write, or ended.", draft, ofDrafts),
  SettingsBody: fromClient(
    settingsBodyShape,
    "What the caller changes of a conversation, for themselves alone.",
    { pinned: true, mutedUntil: null },
    { mutedUntil: "No notification before this time; null: from now on all." },
  ),
  Conversation: fromServer(conversationShape, "A conversation as the caller's inbox lists it.", conversation, {
    mentions:
      "How many of the unread messages mention the user, or everybody; missing when an earlier version counted.",
  }),
  MarkAllReadBody: fromClient(markAllReadBodyShape, "All conversations.", {}),
  MarkAllReadResult: fromServer(
    markAllReadResultShape,
    "How much there was to read.",
    { marked: 3 },
    { marked: "In how many conversations something was unread." },
  ),
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
