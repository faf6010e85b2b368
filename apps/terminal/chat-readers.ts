// The commands about receipts: who has read a message of one's own, and whether others see what one reads.
import type { ConversationId, KlatchClient, ReceiptsResult } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatPeople } from "./chat-people.ts";
import { privacySwitch } from "./chat-privacy-switch.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { printable } from "./chat-text.ts";

interface ReadersParts {
  readonly client: Pick<KlatchClient, "receiptsOf" | "privacy" | "setPrivacy">;
  readonly people: Pick<ChatPeople, "meet" | "nameOf">;
  readonly terminal: Pick<ChatTerminal, "print">;
}

/** Of each list; the rest is a number. */
const mostNamed = 50;

/** @param argument the number behind one's own message's mark. @throws ChatMistake */
export async function showReaders(
  parts: ReadersParts,
  id: ConversationId,
  argument: string | undefined,
): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(argument ?? ""))
    throw new ChatMistake("Of which message? /readers NUMBER, as ✓ shows it.");
  const seq = Number(argument);
  const [read, unread] = await Promise.all(
    [true, false].map((isRead) => parts.client.receiptsOf(id, seq, { read: isRead, limit: mostNamed })),
  );
  if (read === undefined || unread === undefined) return;
  await parts.people.meet([...read.items, ...unread.items].map(({ userId }) => userId));
  parts.terminal.print(lineOf(parts, "read by", read.readCount, read));
  parts.terminal.print(lineOf(parts, "not yet", unread.unreadCount, unread));
  if (read.hiddenCount > 0) parts.terminal.print(`— not shown: ${read.hiddenCount}`);
}

function lineOf({ people }: ReadersParts, what: string, count: number, { items }: ReceiptsResult): string {
  const names = items.map(({ userId }) => printable(people.nameOf(userId)));
  const more = count > items.length ? [`${count - items.length} more`] : [];
  return `— ${what} ${count}${count === 0 ? "" : `: ${[...names, ...more].join(", ")}`}`;
}

/** `on`, `off`, or nothing: then it says how it is. @throws ChatMistake */
export async function chooseReceipts({ client, terminal }: ReadersParts, argument: string | undefined): Promise<void> {
  const { receipts, receiptsFor } = await privacySwitch(client, "receipts", argument);
  terminal.print(
    receipts
      ? `— receipts are on: ${receiptsFor === "friends" ? "friends see in direct conversations" : "others see"} what you have read`
      : "— receipts are off: nobody sees what you read, and you see nobody's in direct conversations",
  );
}
