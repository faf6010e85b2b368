// What this user may do to the messages of the open conversation, as far as the page knows.
import type { ConversationEntry } from "@klatch/sdk";
import type { ChangeStanding } from "../changes/may-change.ts";
import type { MayWrite } from "../composer/may-write.ts";
import { mayInGroup } from "../details/permissions.ts";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { serverOffsetMs } from "../model/server-offset.ts";
import type { MayChange } from "./conversation-context.ts";

interface Changing {
  readonly may: MayChange;
  /** Of now. */
  readonly standing: () => ChangeStanding;
}

export function useChanging(entry: ConversationEntry, model: GroupModel | null, write: MayWrite): Changing {
  const chat = useChat();
  const group = model?.group.value ?? null;
  const isIn = write.kind !== "left" && write.kind !== "dissolved";
  return {
    may: {
      // Whoever only reads has a voice in this.
      react: write.kind === "yes" || write.kind === "read-only",
      pin: isIn && (entry.kind !== "group" || (group !== null && mayInGroup(group, "pin"))),
      change: isIn,
    },
    standing: () => ({
      me: chat.me,
      nowMs: Date.now() + serverOffsetMs(chat),
      mayWrite: write.kind === "yes",
      role: model?.group.peek()?.self.role ?? null,
      roleOf: (userId) => model?.members.peek().get(userId)?.role ?? null,
    }),
  };
}
