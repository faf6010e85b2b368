// Tooling, off the message's way: the shapes that the API documents name, each with a sentence and an example.
import { contentKinds } from "../../schema/protocol/content/content.ts";
import { downFrames } from "../../schema/protocol/down.ts";
import { deadLetterShape, deadLettersResultShape } from "../../schema/protocol/http-admin.ts";
import {
  deviceShape,
  devicesResultShape,
  loginBodyShape,
  refreshBodyShape,
  registerBodyShape,
  sessionResultShape,
  tokensShape,
  userResultShape,
  userShape,
} from "../../schema/protocol/http-auth.ts";
import {
  conversationResultShape,
  inboxResultShape,
  messagesResultShape,
  openConversationBodyShape,
} from "../../schema/protocol/http-conversations.ts";
import { historyFaultShape, historyReportShape, historyResultShape } from "../../schema/protocol/http-history.ts";
import { healthResultShape, keySetShape } from "../../schema/protocol/http-service.ts";
import { messageAckBody, sendMessageBodyShape } from "../../schema/protocol/message.ts";
import { eventKinds } from "../../schema/protocol/events/events.ts";
import { newMessage } from "../../schema/protocol/events/new-message.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { markReadBodyShape, markReadResultShape } from "../../schema/protocol/signal.ts";
import { conversationShape } from "../../schema/protocol/sync.ts";
import { upFrames } from "../../schema/protocol/up.ts";
import * as story from "../../schema/protocol/examples/story.ts";
import { componentsOf, fromClient, fromServer, type Component } from "./component.ts";
import * as example from "./examples.ts";
import { groupBodyComponents, groupPartComponents } from "./group-components.ts";

/** What both documents use: parts of frames and bodies. */
export const sharedComponents = {
  ...componentsOf(contentKinds.values(), "Content", false),
  Preview: fromServer(
    conversationShape.entries.preview.wrapped,
    "The newest message of a conversation, shortened for a list.",
    example.preview,
  ),
  ...groupPartComponents,
} as const satisfies Record<string, Component>;

export const bodyComponents = {
  RegisterBody: fromClient(
    registerBodyShape,
    "A new account, and the device that it is made on.",
    example.registerBody,
  ),
  LoginBody: fromClient(loginBodyShape, "Credentials, and the device that signs in.", example.loginBody),
  RefreshBody: fromClient(refreshBodyShape, "The newest refresh token of this device.", {
    refreshToken: example.refreshToken,
  }),
  OpenConversationBody: fromClient(openConversationBodyShape, "With whom to talk.", {
    kind: "direct",
    userId: story.userIds.bob,
  }),
  SendMessageBody: fromClient(sendMessageBodyShape, "A message to send.", example.sendMessageBody),
  MarkReadBody: fromClient(markReadBodyShape, "How far the caller has read.", { seq: 42 }),
  User: fromServer(userShape, "A person's public account.", example.user),
  UserResult: fromServer(userResultShape, "One user.", { user: example.user }),
  Device: fromServer(deviceShape, "A device that is signed in.", example.device),
  DevicesResult: fromServer(devicesResultShape, "The devices that are signed in, the most recently seen first.", {
    devices: [example.device],
  }),
  Session: fromServer(sessionResultShape, "A signed-in device and its tokens.", {
    user: example.user,
    device: { id: story.deviceId },
    ...example.tokens,
  }),
  Tokens: fromServer(
    tokensShape,
    "The next pair of tokens; the earlier refresh token must not be used again.",
    example.tokens,
  ),
  Conversation: fromServer(conversationShape, "A conversation as the caller's inbox lists it.", example.conversation),
  ConversationResult: fromServer(conversationResultShape, "One conversation.", { conversation: example.conversation }),
  InboxResult: fromServer(inboxResultShape, "A page of the inbox.", {
    conversations: [example.conversation],
    inboxVersion: 17,
    cursor: null,
  }),
  MessageAck: fromServer(messageAckBody, "The message is committed: no crash can lose it.", example.ack),
  MarkReadResult: fromServer(markReadResultShape, "The read cursor as it is now, and what is left unread.", {
    conversationId: story.conversationId,
    seq: 42,
    unread: 0,
  }),
  MessagesResult: fromServer(messagesResultShape, "A page of a conversation's log, rising by seq.", {
    events: [newMessage.example],
    headSeq: 42,
    before: 42,
    after: null,
  }),
  ...groupBodyComponents,
  DeadLetter: fromServer(deadLetterShape, "A job that no consumer could do.", example.deadLetter),
  DeadLettersResult: fromServer(deadLettersResultShape, "A page of the jobs that died, the newest first.", {
    deadLetters: [example.deadLetter],
    cursor: null,
  }),
  HistoryResult: fromServer(historyResultShape, "A page of the conversations that have history.", {
    conversationIds: [story.conversationId],
    cursor: null,
  }),
  HistoryFault: fromServer(historyFaultShape, "Events of which history and log do not agree.", example.historyFault),
  HistoryReport: fromServer(historyReportShape, "What recounting a part of a conversation's history found.", {
    conversationId: story.conversationId,
    headSeq: 5_000,
    floorSeq: 0,
    projectedSeq: 4_992,
    archivedSeq: 4_096,
    checked: 4_096,
    faults: [example.historyFault],
    moreFaults: false,
    after: 4_096,
  }),
  Health: fromServer(healthResultShape, "The Worker runs.", { status: "ok" }),
  KeySet: fromServer(keySetShape, "Public signing keys (RFC 7517).", example.keySet),
  Problem: fromServer(problemShape, "A refusal: RFC 9457 problem details with a stable code.", example.problem),
} as const satisfies Record<string, Component>;

/** Events: they stand in the log, and reach both sockets and history pages. */
export const eventComponents = componentsOf(eventKinds.values(), "Frame", true);

export const upFrameComponents = componentsOf(upFrames, "Frame", false);

export const downFrameComponents = { ...componentsOf(downFrames, "Frame", true), ...eventComponents };
