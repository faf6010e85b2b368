// Who has read a message, as the terminal client says it.
import { defaultConsents } from "../../schema/protocol/privacy.ts";
import type { Audience, PrivacyPatch, ReceiptsResult, UserId } from "@klatch/sdk";
import { expect, it } from "vitest";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import { chooseReceipts, showReaders } from "../../apps/terminal/chat-readers.ts";
import { groupId } from "../../schema/protocol/examples/story.ts";

const person = (name: string): { readonly userId: UserId } => ({ userId: `user_${name}` as UserId });

function terminal(read: Partial<ReceiptsResult>, unread: Partial<ReceiptsResult> = {}) {
  const [lines, asked]: [string[], unknown[]] = [[], []];
  const counts = { items: [], next: null, readCount: 0, unreadCount: 0, hiddenCount: 0 };
  let receiptsFor: Audience = "everyone";
  const settings = () =>
    Promise.resolve({ receipts: receiptsFor !== "nobody", receiptsFor, invisible: false, ...defaultConsents });
  const parts = {
    client: {
      receiptsOf: (_id: string, seq: number, options: { read?: boolean | undefined } = {}) => {
        asked.push([seq, options.read]);
        return Promise.resolve({ ...counts, ...(options.read === true ? read : unread) });
      },
      privacy: settings,
      setPrivacy: ({ receipts, receiptsFor: audience = receiptsFor }: PrivacyPatch) => {
        receiptsFor = receipts === undefined ? audience : receipts ? "everyone" : "nobody";
        return settings();
      },
    },
    people: { meet: () => Promise.resolve(), nameOf: (id: UserId) => id.slice("user_".length) },
    terminal: { print: (line: string) => void lines.push(line) },
  };
  return { parts, lines, asked };
}

it("[SDK-138] /readers names those who have read a message and those who have not, and counts the rest", async () => {
  const counts = { readCount: 2, unreadCount: 60, hiddenCount: 1 };
  const { parts, lines, asked } = terminal(
    { ...counts, items: [person("ada"), person("bob")] },
    { ...counts, items: [person("cleo\u001b[2J")] },
  );
  await showReaders(parts, groupId, "7");
  expect(asked).toEqual([
    [7, true],
    [7, false],
  ]);
  expect(lines).toEqual(["— read by 2: ada, bob", "— not yet 60: cleo\uFFFD[2J, 59 more", "— not shown: 1"]);
  const nobody = terminal({}, { unreadCount: 1, items: [person("bob")] });
  await showReaders(nobody.parts, groupId, "7");
  expect(nobody.lines).toEqual(["— read by 0", "— not yet 1: bob"]);
});

it.each([undefined, "0", "-1", "x", "1e3"])("[SDK-138] /readers %s asks nobody", async (argument) => {
  const { parts, asked } = terminal({});
  await expect(showReaders(parts, groupId, argument)).rejects.toThrow(ChatMistake);
  expect(asked).toEqual([]);
});

it("[SDK-138] /receipts says how it is, and changes it", async () => {
  const { parts, lines } = terminal({});
  for (const argument of [undefined, "off", undefined, "on"]) await chooseReceipts(parts, argument);
  expect(lines.map((line) => line.slice(2, 18))).toEqual([
    "receipts are on:",
    "receipts are off",
    "receipts are off",
    "receipts are on:",
  ]);
  await expect(chooseReceipts(parts, "maybe")).rejects.toThrow(ChatMistake);
  await parts.client.setPrivacy({ receiptsFor: "friends" });
  await chooseReceipts(parts, undefined);
  expect(lines.at(-1)).toBe("— receipts are on: friends see in direct conversations what you have read");
});
