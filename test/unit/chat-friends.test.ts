// Friends, requests and consent in the terminal client.
import { expect, it } from "vitest";
import type { KlatchEvents, Person } from "@klatch/sdk";
import { friendCommands, tellFriendNews } from "../../apps/terminal/chat-friends.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";

const idOf = (name: string): UserId => `user_${name}` as UserId;
const bob = idOf("bob");
const eve = idOf("eve");
const asking = (by: "me" | "them", message?: string) => ({
  request: { by, requestedAt: 1, expiresAt: 2, ...(message !== undefined && { message }) },
});

const told = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function chat() {
  const persons = new Map<UserId, Person>();
  const lines: string[] = [];
  const called: unknown[] = [];
  let say: (news: KlatchEvents["friends"]) => void = () => {};
  const answer =
    (name: string, result: object) =>
    (...of: readonly unknown[]) => {
      called.push([name, ...of]);
      return Promise.resolve(result);
    };
  const parts = standInFor<ChatParts>({
    client: {
      friends: {
        all: () => [...persons.values()].filter(({ friendSince }) => friendSince !== undefined),
        requests: () => [...persons.values()].filter(({ request }) => request !== undefined),
        of: (userId: UserId) => persons.get(userId) ?? null,
        request: answer("request", {}),
        accept: answer("accept", {}),
        reject: answer("reject", {}),
        cancel: answer("cancel", {}),
        remove: answer("remove", {}),
      },
      privacy: () => Promise.resolve({ receipts: false }),
      setPrivacy: (patch: object) =>
        Promise.resolve({
          messages: "everyone",
          groups: "everyone",
          presence: "friends",
          receiptsFor: "everyone",
          profile: "everyone",
          search: "everyone",
          ...patch,
        }),
      on: (_: "friends", listener: typeof say) => (say = listener),
    },
    people: {
      find: (username: string) => Promise.resolve(idOf(username)),
      meet: () => Promise.resolve(),
      nameOf: (userId: UserId) => userId.slice("user_".length),
    },
    view: { open: null },
    terminal: { print: (line: string) => void lines.push(line) },
  });
  const become = (person: Person): void => {
    persons.set(person.userId, person);
    say({ since: 0, peopleVersion: person.peopleVersion, people: [person] });
  };
  const run = (command: string, ...words: string[]) => friendCommands[command]?.(parts, words, words.join(" "));
  return { parts, persons, lines, called, run, become };
}

it("[SDK-189] the commands take a username, and /friends lists friends and requests", async () => {
  const { persons, lines, called, run } = chat();
  await run("/friends");
  persons.set(bob, { userId: bob, friendSince: 1, remark: "Bobby", favourite: true, peopleVersion: 1 });
  persons.set(eve, { userId: eve, ...asking("them", "It's me"), peopleVersion: 2 });
  await run("/friends");
  for (const command of ["/request", "/accept", "/reject", "/cancel", "/unfriend"]) {
    await expect(run(command, "x")).rejects.toThrow(ChatMistake);
    await run(command, "@eve", "Hello", "you");
  }
  expect(called).toEqual([
    ["request", eve, "Hello you"],
    ["accept", eve],
    ["reject", eve],
    ["cancel", eve],
    ["remove", eve],
  ]);
  expect(lines.slice(0, 3)).toEqual([
    "— no friends yet: /request @USERNAME",
    expect.stringMatching(/^— bob {3}\(.*Bobby.*, .*favourite.*\)$/),
    expect.stringMatching(/^— eve asks to become friends: .*It's me.* \(\/accept eve\)$/),
  ]);
});

it("[SDK-189] /privacy shows and sets to whom something is open", async () => {
  const { lines, run } = chat();
  await run("/privacy");
  await run("/privacy", "groups", "nobody");
  await expect(run("/privacy", "groups", "all")).rejects.toThrow(ChatMistake);
  await expect(run("/privacy", "receiptsFor", "friends")).rejects.toThrow(ChatMistake);
  await run("/privacy", "receipts", "friends");
  const others = "profile: everyone, search: everyone";
  expect(lines).toEqual([
    // An earlier server has receipts on and off, and nothing else of it.
    `— messages: everyone, groups: everyone, presence: everyone, receipts: nobody, ${others}`,
    `— messages: everyone, groups: nobody, presence: friends, receipts: everyone, ${others}`,
    `— messages: everyone, groups: everyone, presence: friends, receipts: friends, ${others}`,
  ]);
});

it("[SDK-189] who asks, and who has accepted, is printed once", async () => {
  const { parts, persons, lines, become } = chat();
  persons.set(bob, { userId: bob, ...asking("me"), peopleVersion: 1 });
  tellFriendNews(parts);
  become({ userId: eve, ...asking("them"), peopleVersion: 2 });
  become({ userId: eve, ...asking("them"), peopleVersion: 2 });
  await told();
  expect(lines.splice(0)).toEqual([expect.stringMatching(/^— eve asks to become friends/)]);
  become({ userId: eve, peopleVersion: 2 });
  become({ userId: eve, ...asking("them"), peopleVersion: 3 });
  become({ userId: bob, friendSince: 3, peopleVersion: 3 });
  become({ userId: eve, friendSince: 4, peopleVersion: 4 });
  await told();
  // What is no more when the name is known is not said.
  expect(lines).toEqual(["— bob and you are friends"]);
});
