// The list of conversations in the terminal client.
import type { ListedConversation } from "@klatch/sdk";
import { expect, it } from "vitest";
import { printInbox } from "../../apps/terminal/chat-inbox.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";

it("[SDK-200] marks what strangers have begun, and what was left", () => {
  const lines: string[] = [];
  const entry = (name: string, more: Partial<ListedConversation>): ListedConversation => ({
    id: `direct_${name}` as ConversationId,
    kind: "direct",
    peerId: name as UserId,
    headSeq: 1,
    cursorSeq: 0,
    unread: 1,
    preview: null,
    activeAt: 1,
    inboxVersion: 1,
    ...more,
  });
  printInbox({
    client: { conversations: () => [entry("ada", { request: true }), entry("bob", {})] },
    terminal: { print: () => {}, printTable: (rows) => void lines.push(...rows.map(({ line }) => line)) },
    people: { nameOf: (id) => id },
    names: { plain: ({ peerId }: ListedConversation) => peerId } as never,
  });
  expect([lines[0]?.endsWith("(request)"), lines[1]?.includes("(request)")]).toEqual([true, false]);
});
