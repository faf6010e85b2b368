// The command for how long the messages of the open conversation stay, and the line when somebody has set it.
import type { ConversationSettingsChangedFrame, UserId } from "@klatch/sdk";
import { burnText, burnTime } from "./burn-time.ts";
import { openConversation } from "./chat-command.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { clockTime } from "./chat-text.ts";

export const retentionHelp = `  /retention        how long messages stay here; /retention 1d or /retention off sets it, for everybody`;

const usage = "For how long? /retention 1h, /retention 7d (an hour to 366 days) or /retention off";

/** The line that everybody sees comes with the event. @throws ChatMistake */
export async function retentionCommand(parts: ChatParts, [time]: readonly string[]): Promise<void> {
  const { client, people, terminal } = parts;
  const open = openConversation(parts);
  if (time === undefined) {
    const entry = client.conversations({ hidden: true }).find(({ id }) => id === open.id);
    const { retention } = entry ?? {};
    if (retention === undefined) return terminal.print("— messages stay");
    const by = retention.setBy === client.session?.user.id ? "you" : people.nameOf(retention.setBy);
    return terminal.print(`— new messages disappear after ${burnText(retention.ttlMs)}, set by ${by}`);
  }
  const ttlMs = time === "off" ? null : burnTime(time);
  if (ttlMs === null && time !== "off") throw new ChatMistake(usage);
  await client.setRetention(open.id, ttlMs);
}

export function retentionLine(event: ConversationSettingsChangedFrame, nameOf: (userId: UserId) => string): string {
  const { createdAt, senderId, ttlMs } = event;
  const did =
    ttlMs === null ? "turned off disappearing messages" : `set messages to disappear after ${burnText(ttlMs)}`;
  return `${clockTime(createdAt)} — ${nameOf(senderId)} ${did}`;
}
