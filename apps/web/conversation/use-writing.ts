// Whether this user may write in the open conversation, as the newest events and the clock have it.
import type { ConversationEntry, EventFrame, Timeline } from "@klatch/sdk";
import { mayWrite, type MayWrite } from "../composer/may-write.ts";
import type { GroupModel } from "../model/group-model.ts";
import { useChat } from "../model/chat-context.ts";
import { now } from "../ui/clock.ts";

export function useWriting(entry: ConversationEntry, model: GroupModel | null, timeline: Timeline): MayWrite {
  const isPeerGone = useChat().isPeerGone(entry);
  const standing = {
    group: model?.group.value ?? null,
    isOut: model?.isOut.value ?? false,
    isDissolved: model?.isGone.value === true || timeline.events.some(isDissolution),
    isPeerGone,
  };
  return mayWrite(entry, standing, now.value);
}

const isDissolution = (event: EventFrame): boolean =>
  event.type === "group-changed" && event.change.kind === "dissolved";
