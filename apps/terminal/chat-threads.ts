// The command about threads: shows the replies under a message, and writes one.
import { KlatchError, type ConversationId, type EventFrame, type KlatchClient, type TimelineItem } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatTerminal } from "./chat-terminal.ts";

interface ThreadParts {
  readonly client: Pick<KlatchClient, "threadOf" | "history">;
  readonly terminal: Pick<ChatTerminal, "print">;
  /** Prints messages, each with its number. */
  readonly print: (events: readonly EventFrame[]) => Promise<void>;
  readonly reply: (text: string, thread: number) => void;
}

const shown = 20;

/** Without a number it shows the newest messages with theirs. @throws ChatMistake KlatchError */
export async function threadCommand(parts: ThreadParts, id: ConversationId, rest: string): Promise<void> {
  if (rest === "") return parts.print((await parts.client.history(id, { limit: shown })).events);
  const [, number = "", text = ""] = /^#?([1-9]\d{0,14})(?:\s+([^]*))?$/.exec(rest) ?? [];
  if (number === "") throw new ChatMistake("Of which message? /thread NUMBER, or /thread for the numbers.");
  if (text !== "") return parts.reply(text, Number(number));
  const thread = await parts.client.threadOf(id, Number(number));
  try {
    await thread.opened;
    const { root, items, error, atStart } = thread;
    if (root === null) throw error ?? new KlatchError("MESSAGE_NOT_FOUND", "There is no such message.");
    await parts.print(nowOf(root));
    if (!atStart) parts.terminal.print("— earlier replies are not shown");
    await parts.print(items.flatMap(nowOf));
    if (items.length === 0) parts.terminal.print("— no replies yet");
  } finally {
    thread.close();
  }
}

/** The message as its newest edit says it. */
function nowOf(item: TimelineItem): EventFrame[] {
  if (item.kind === "outgoing") return [];
  const { event, state } = item;
  if (event.type !== "new-message" || state?.content === undefined) return [event];
  return [{ ...event, content: state.content }];
}
