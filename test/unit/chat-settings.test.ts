// What one has set for a conversation, in the terminal client.
import { expect, it } from "vitest";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import { changeOwnSettings, isQuiet, marksOf } from "../../apps/terminal/chat-settings.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { direct } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

it("[SDK-182] /notify says of what a conversation tells, the list shows it, and the terminal keeps to it", async () => {
  const asked: unknown[] = [];
  const lines: string[] = [];
  const parts = standInFor<ChatParts>({
    client: { changeSettings: (...all: unknown[]) => Promise.resolve(void asked.push(all)) },
    terminal: { print: (line: string) => void lines.push(line) },
    view: { open: { id: direct } },
  });
  for (const level of ["all", "mentions", "none"]) expect(await changeOwnSettings(parts, "/notify", level)).toBe(true);
  for (const level of [undefined, "off", "toString"])
    await expect(changeOwnSettings(parts, "/notify", level)).rejects.toThrow(ChatMistake);
  expect(asked).toEqual(["all", "mentions", "none"].map((notify) => [direct, { notify }]));
  expect(lines).toEqual(["— tells you of all", "— mentions only", "— tells you of nothing"]);
  expect(marksOf({ unread: 1, notify: "mentions" }, 0)).toBe("   (1 unread, mentions only)");

  const quiet = (notify: "mentions" | "none" | undefined, isMeant: boolean) =>
    isQuiet(notify === undefined ? {} : { notify }, isMeant, 1_000);
  expect([quiet(undefined, false), quiet("mentions", true)]).toEqual([false, false]);
  expect([quiet("mentions", false), quiet("none", true)]).toEqual([true, true]);
  expect(isQuiet({ mutedUntil: 1_001 }, true, 1_000)).toBe(true);
  expect(isQuiet({ mutedUntil: 1_000 }, false, 1_000)).toBe(false);
});
