// Presence in the terminal client.
import { expect, it } from "vitest";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { presenceCommands } from "../../apps/terminal/chat-presence.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Presence } from "../../schema/protocol/presence.ts";
import { standInFor } from "../support/stand-in-for.ts";

it("[SDK-193] /who says how somebody is, /invisible what others see of oneself", async () => {
  const lines: string[] = [];
  let invisible = false;
  const seen: Readonly<Record<string, Omit<Presence, "userId">>> = {
    bob: { online: true, away: false, devices: ["phone", "web"] },
    eve: { online: true, away: true, devices: ["web"] },
    ivy: { online: false, away: false, devices: [], lastSeenAt: 1_795_000_000_000 },
    max: { online: false, away: false, devices: [] },
  };
  const parts = standInFor<ChatParts>({
    client: {
      presence: {
        see: (ids: readonly UserId[]) =>
          Promise.resolve(ids.map((userId) => ({ userId, ...seen[userId.slice("user_".length)] }))),
      },
      privacy: () => Promise.resolve({ invisible }),
      setPrivacy: (patch: { invisible: boolean }) => {
        ({ invisible } = patch);
        return Promise.resolve({ invisible });
      },
      conversations: () => [{ id: "talk", peerId: "user_bob" }, { id: "group" }],
    },
    people: {
      find: (username: string) => Promise.resolve(`user_${username}` as UserId),
      meet: () => Promise.resolve(),
      nameOf: (userId: UserId) => userId.slice("user_".length),
    },
    view: { open: { id: "talk" } },
    terminal: { print: (line: string) => void lines.push(line) },
  });
  const run = (command: string, ...words: string[]) => presenceCommands[command]?.(parts, words, words.join(" "));
  await run("/who");
  for (const name of ["@eve", "ivy", "max"]) await run("/who", name);
  await run("/invisible", "on");
  await run("/invisible");
  await run("/invisible", "off");
  await expect(run("/invisible", "maybe")).rejects.toThrow(ChatMistake);
  expect(lines.map((line) => line.replace(/last seen .*/, "last seen then"))).toEqual([
    "— bob is online, phone, web",
    "— eve is away, web",
    "— ivy is offline, last seen then",
    "— max is offline",
    "— you are invisible: offline for everybody, and nobody sees you type or read",
    "— you are invisible: offline for everybody, and nobody sees you type or read",
    "— you are not invisible: whoever may see it sees when you are online",
  ]);
});
