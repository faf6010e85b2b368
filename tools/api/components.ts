// Tooling, off the message's way: the named shapes of the API documents. Their descriptions are beside the shapes.
import { componentsOf, fromClient, type Component } from "../../schema/protocol/component.ts";
import {
  contentKinds,
  contentShape,
  delivered,
  deliveredContentShape,
  sentContentKinds,
} from "../../schema/protocol/content/content.ts";
import { textContent } from "../../schema/protocol/content/text.ts";
import { downFrames } from "../../schema/protocol/down.ts";
import { eventKinds } from "../../schema/protocol/events/events.ts";
import { changeComponents, groupComponents } from "../../schema/protocol/group.words.ts";
import { budgetComponents } from "../../schema/protocol/http-budgets.words.ts";
import { fleetComponents } from "../../schema/protocol/http-fleet.words.ts";
import { deadLetterComponents } from "../../schema/protocol/http-dead-letters.words.ts";
import { authComponents } from "../../schema/protocol/http-auth.words.ts";
import { profileComponents } from "../../schema/protocol/profile.words.ts";
import { invitationComponents } from "../../schema/protocol/invitations.words.ts";
import { blockComponents } from "../../schema/protocol/blocks.words.ts";
import { reportComponents } from "../../schema/protocol/reports.words.ts";
import { presenceComponents } from "../../schema/protocol/presence.words.ts";
import { conversationComponents } from "../../schema/protocol/http-conversations.words.ts";
import { groupBodyComponents } from "../../schema/protocol/http-groups.words.ts";
import { fileComponents } from "../../schema/protocol/files.words.ts";
import { historyComponents } from "../../schema/protocol/http-history.words.ts";
import { accountsOfUsersComponents } from "../../schema/protocol/http-accounts-of-users.words.ts";
import { operatorComponents } from "../../schema/protocol/http-operators.words.ts";
import { registrationComponents } from "../../schema/protocol/http-registration.words.ts";
import { serviceComponents } from "../../schema/protocol/http-service.words.ts";
import { meComponents } from "../../schema/protocol/http-me.words.ts";
import { forwardComponents } from "../../schema/protocol/forwards.words.ts";
import { messageChangeComponents, messageStateComponents } from "../../schema/protocol/http-messages.words.ts";
import { messageComponents } from "../../schema/protocol/message.words.ts";
import { problemComponents } from "../../schema/protocol/problem.words.ts";
import { scheduledComponents } from "../../schema/protocol/http-scheduled.words.ts";
import { pollComponents, pollStateComponents } from "../../schema/protocol/http-polls.words.ts";
import { threadComponents, threadStateComponents } from "../../schema/protocol/http-threads.words.ts";
import { receiptsComponents } from "../../schema/protocol/http-receipts.words.ts";
import { peopleComponents } from "../../schema/protocol/people.words.ts";
import { notificationComponents } from "../../schema/protocol/notifications.words.ts";
import { emailComponents } from "../../schema/protocol/email.words.ts";
import { pushComponents } from "../../schema/protocol/push.words.ts";
import { privacyComponents } from "../../schema/protocol/privacy.words.ts";
import { starComponents } from "../../schema/protocol/stars.words.ts";
import { signalComponents } from "../../schema/protocol/signal.words.ts";
import { sync } from "../../schema/protocol/sync.ts";
import { contentUnion, downFrameUnion, eventUnion } from "../../schema/protocol/unions.words.ts";
import { upFrame, upFrames } from "../../schema/protocol/up.ts";
import { unionOf } from "./unions.ts";

const { Draft, Preview, ...conversationBodies } = conversationComponents;
const { ListedGroup, GroupSettings, ...groupBodies } = groupComponents;

/** What clients send is strict, so contents have a component for each direction: `TextContent` is what arrives. */
const outgoingContents = {
  OutgoingContent: fromClient(contentShape, "What a message to send holds.", textContent.example),
  ...Object.fromEntries(
    Object.entries(componentsOf(sentContentKinds.values(), "Content", false)).map(([name, component]) => [
      `Outgoing${name}`,
      component,
    ]),
  ),
};

const deliveredShapes = unionOf(deliveredContentShape)?.variants ?? [];
const deliveredKinds = [...contentKinds.values()].map((kind, index) => ({
  ...kind,
  shape: deliveredShapes[index] ?? kind.shape,
  example: delivered(kind.example),
}));

/** Parts of frames and bodies that both documents use. */
export const sharedComponents: Readonly<Record<string, Component>> = {
  ...contentUnion,
  ...componentsOf(deliveredKinds, "Content", true),
  ...outgoingContents,
  Preview,
  ...pollStateComponents,
  ...threadStateComponents,
  Draft,
  ...messageStateComponents,
  ListedGroup,
  GroupSettings,
  ...changeComponents,
};

export const bodyComponents: Readonly<Record<string, Component>> = {
  ...authComponents,
  ...meComponents,
  ...conversationBodies,
  ...messageComponents,
  ...forwardComponents,
  ...fileComponents,
  ...messageChangeComponents,
  ...pollComponents,
  ...threadComponents,
  ...signalComponents,
  ...starComponents,
  ...blockComponents,
  ...reportComponents,
  ...profileComponents,
  ...presenceComponents,
  ...emailComponents,
  ...pushComponents,
  ...notificationComponents,
  ...scheduledComponents,
  ...receiptsComponents,
  ...privacyComponents,
  ...peopleComponents,
  ...groupBodies,
  ...groupBodyComponents,
  ...invitationComponents,
  ...budgetComponents,
  ...fleetComponents,
  ...operatorComponents,
  ...accountsOfUsersComponents,
  ...registrationComponents,
  ...deadLetterComponents,
  ...historyComponents,
  ...serviceComponents,
  ...problemComponents,
};

/** Events: on sockets and in history pages. */
export const eventComponents = componentsOf(eventKinds.values(), "Frame", true);

/** The same and their union. */
export const pagedEventComponents = { ...eventUnion, ...eventComponents };

export const upFrameComponents = componentsOf(upFrames, "Frame", false);

export const downFrameComponents = { ...componentsOf(downFrames, "Frame", true), ...eventComponents };

/** What a WebSocket message holds, one or several of them. */
export const frameUnions = {
  UpFrame: fromClient(upFrame, "A frame that a client sends.", sync.example),
  ...downFrameUnion,
};

/** By name: all that either document names. */
export const allComponents: Readonly<Record<string, Component>> = {
  ...sharedComponents,
  ...bodyComponents,
  ...pagedEventComponents,
  ...frameUnions,
  ...upFrameComponents,
  ...downFrameComponents,
};
