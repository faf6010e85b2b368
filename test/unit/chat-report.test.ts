// Reports in the terminal client.
import { expect, it } from "vitest";
import type { ReportBody } from "@klatch/sdk";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { reportCommands } from "../../apps/terminal/chat-report.ts";
import { groupId } from "../../schema/protocol/examples/story.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";

const reported: ReportBody[] = [];
const lines: string[] = [];
const partsWith = (open: object | null): ChatParts =>
  standInFor<ChatParts>({
    client: { report: (body: ReportBody) => Promise.resolve(void reported.push(body)) },
    people: { find: (username: string) => Promise.resolve(`user_${username}` as UserId) },
    view: { open },
    terminal: { print: (line: string) => void lines.push(line) },
  });
const run = (text: string, open: object | null = { id: groupId }) =>
  reportCommands["/report"]?.(partsWith(open), text.split(/\s+/), text);

it("[REPORT-14] /report takes a username or the number of a message, a reason, and words as they were typed", async () => {
  await run("@bob spam");
  await run("41 harassment  every day,  twice");
  expect(reported).toEqual([
    { about: { kind: "user", userId: "user_bob" }, reason: "spam", text: "" },
    {
      about: { kind: "conversation", conversationId: groupId, seqs: [41] },
      reason: "harassment",
      text: "every day,  twice",
    },
  ]);
  expect(lines).toEqual(["— the moderators have your report", "— the moderators have your report"]);
});

it.each(["", "bob spam", "@bob", "@bob because", "0 spam", "-1 spam", "@x spam", "1e3 spam"])(
  "[REPORT-14] /report %s is a mistake, and reports nothing",
  async (text) => {
    reported.length = 0;
    await expect(run(text)).rejects.toThrow(ChatMistake);
    expect(reported).toEqual([]);
  },
);

it("[REPORT-14] a message is one of the conversation that is open", async () => {
  await expect(run("1 spam", null)).rejects.toThrow(ChatMistake);
});
