// What this user may do to the messages of the open conversation, whoever wrote them, as far as the page knows.
import type { ConversationEntry } from "@klatch/sdk";
import type { MayWrite } from "../composer/may-write.ts";
import { mayInGroup } from "../details/permissions.ts";
import type { GroupModel } from "../model/group-model.ts";
import type { MayChange } from "./conversation-context.ts";

export function mayChange(entry: ConversationEntry, model: GroupModel | null, write: MayWrite): MayChange {
  const group = model?.group.value ?? null;
  const isIn = write.kind !== "left" && write.kind !== "dissolved";
  return {
    // Whoever only reads has a voice in this.
    react: write.kind === "yes" || write.kind === "read-only",
    pin: isIn && write.kind !== "blocked" && (entry.kind !== "group" || (group !== null && mayInGroup(group, "pin"))),
    change: isIn,
  };
}
