// The page of people: who is listed in which order, what a typed list of tags says, and its addresses.
import { describe, expect, it } from "vitest";
import type { KlatchClient, Person, User, UserId } from "@klatch/sdk";
import { FriendsModel } from "../../apps/web/model/friends.ts";
import type { InboxModel } from "../../apps/web/model/inbox.ts";
import { listedFriends, tagsIn, type Named } from "../../apps/web/people/listed-people.ts";
import { formatRoute, parseRoute } from "../../apps/web/route/route.ts";
import { opened, shownBy, stackAt } from "../../apps/web/route/stack.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";
import { standInFor } from "../support/stand-in-for.ts";

useQuickTurns();

const names: Readonly<Record<string, string>> = { ada: "Ada Byron", bob: "Bob", zoe: "Zoë", eve: "Eve" };
const idOf = (name: string): UserId => `user_${name}` as UserId;
const nameOf = (userId: UserId): string => userId.slice("user_".length);
const friend = (name: string, notes: Partial<Person> = {}): Person => ({
  userId: idOf(name),
  friendSince: 1,
  peopleVersion: 1,
  ...notes,
});
const named: Named = {
  nameOf: ({ userId, remark }) => remark ?? names[nameOf(userId)] ?? "",
  userOf: (userId): User | null => {
    const username = nameOf(userId);
    const displayName = names[username];
    return displayName === undefined ? null : { id: userId, username, displayName, createdAt: 0 };
  },
};
const friends = [
  friend("zoe", { tags: ["chess"] }),
  friend("bob", { remark: "Captain" }),
  friend("eve", { favourite: true }),
  friend("ada"),
  friend("unknown", { tags: ["Chess club"] }),
];

describe("[WEB-340] friends", () => {
  it.each([
    ["", ["eve", "unknown", "ada", "bob", "zoe"]],
    ["capt", ["bob"]],
    ["bob", ["bob"]],
    ["@zoe", ["zoe"]],
    ["byron", ["ada"]],
    ["chess", ["unknown", "zoe"]],
    ["nobody", []],
  ])("are listed by what is typed: %j", (text, found) => {
    expect(listedFriends(friends, text, named).map(({ userId }) => nameOf(userId))).toEqual(found);
  });

  it("have tags, each once, however they are separated", () => {
    expect(tagsIn(" chess, Club;chess、 old   friends ,, CLUB")).toEqual(["chess", "Club", "old friends"]);
    expect(tagsIn(" , ")).toEqual([]);
  });

  it("have a page with an address for each view, in a section of its own", () => {
    for (const view of ["friends", "requests", "blocked"] as const) {
      const route = { name: "people", view } as const;
      expect(parseRoute(formatRoute(route))).toEqual(route);
      expect(shownBy(stackAt(route, () => "k"))).toMatchObject({ list: "people", people: view, column: "list" });
    }
    expect(parseRoute("#/people/what")).toEqual({ name: "people", view: "friends" });
    let key = 0;
    const newKey = () => `k${(key += 1)}`;
    const settings = stackAt({ name: "settings", page: "privacy" }, newKey);
    const people = opened(settings, { name: "people", view: "friends" }, newKey);
    expect(people.map(({ route }) => route.name)).toEqual(["chats", "people"]);
    expect(opened(people, { name: "people", view: "requests" }, newKey)).toHaveLength(2);
    expect(shownBy(opened(people, { name: "chats" }, newKey)).list).toBe("chats");
  });
});

it("[WEB-342] the page follows the friends of the SDK, once for what changes together", async () => {
  const people = new Map<UserId, Person>();
  let say = () => {};
  const model = new FriendsModel(
    standInFor<KlatchClient>({
      on: (_: "friends", listener: () => void) => (say = listener),
      friends: {
        all: () => [],
        requests: () => [...people.values()],
        blocked: () => [],
        of: (userId: UserId) => people.get(userId) ?? null,
      },
    }),
    standInFor<Pick<InboxModel, "entries">>({ entries: { value: [{ peerId: idOf("eve"), blocked: true }] } }),
  );
  const seen: number[] = [];
  model.asking.subscribe((count) => seen.push(count));
  const request = { requestedAt: 1, expiresAt: 2 };
  for (const name of ["ada", "bob"])
    people.set(idOf(name), { userId: idOf(name), request: { by: "them", ...request }, peopleVersion: 1 });
  people.set(idOf("zoe"), { userId: idOf("zoe"), request: { by: "me", ...request }, blockedAt: 1, peopleVersion: 2 });
  say();
  say();
  await turn();
  expect([seen, ...["ada", "zoe", "eve"].map((name) => model.isBlocked(idOf(name)))]).toEqual([
    [0, 2],
    false,
    true,
    true,
  ]);
});
