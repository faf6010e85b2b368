// Tooling, off the message's way: the named shapes of the API documents. Their descriptions are beside the shapes.
import { componentsOf, type Component } from "../../schema/protocol/component.ts";
import { contentKinds } from "../../schema/protocol/content/content.ts";
import { downFrames } from "../../schema/protocol/down.ts";
import { eventKinds } from "../../schema/protocol/events/events.ts";
import { groupComponents } from "../../schema/protocol/group.words.ts";
import { deadLetterComponents } from "../../schema/protocol/http-admin.words.ts";
import { authComponents } from "../../schema/protocol/http-auth.words.ts";
import { conversationComponents } from "../../schema/protocol/http-conversations.words.ts";
import { groupBodyComponents } from "../../schema/protocol/http-groups.words.ts";
import { historyComponents } from "../../schema/protocol/http-history.words.ts";
import { serviceComponents } from "../../schema/protocol/http-service.words.ts";
import { messageComponents } from "../../schema/protocol/message.words.ts";
import { problemComponents } from "../../schema/protocol/problem.words.ts";
import { signalComponents } from "../../schema/protocol/signal.words.ts";
import { upFrames } from "../../schema/protocol/up.ts";

const { Preview, ...conversationBodies } = conversationComponents;
const { ListedGroup, GroupSettings, MemberChange, GroupChange, ...groupBodies } = groupComponents;

/** Parts of frames and bodies that both documents use. */
export const sharedComponents: Readonly<Record<string, Component>> = {
  ...componentsOf(contentKinds.values(), "Content", false),
  Preview,
  ListedGroup,
  GroupSettings,
  MemberChange,
  GroupChange,
};

export const bodyComponents: Readonly<Record<string, Component>> = {
  ...authComponents,
  ...conversationBodies,
  ...messageComponents,
  ...signalComponents,
  ...groupBodies,
  ...groupBodyComponents,
  ...deadLetterComponents,
  ...historyComponents,
  ...serviceComponents,
  ...problemComponents,
};

/** Events: on sockets and in history pages. */
export const eventComponents = componentsOf(eventKinds.values(), "Frame", true);

export const upFrameComponents = componentsOf(upFrames, "Frame", false);

export const downFrameComponents = { ...componentsOf(downFrames, "Frame", true), ...eventComponents };
