// Whom the terminal client asks the server for, and how long its lines wait.
import type { User, UserId } from "@klatch/sdk";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ChatPeople } from "../../apps/terminal/chat-people.ts";
import { ChatTerminal } from "../../apps/terminal/chat-terminal.ts";
import { ChatView } from "../../apps/terminal/chat-view.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { FakeWorld, me, message, peer, settle } from "../support/sdk-fakes.ts";

const ada: User = { id: newUserId(), username: "ada", displayName: "Ada", createdAt: 1 };

/** A server that answers when told to. */
function world(names = new Map<UserId, string>()) {
  const lookups: PromiseWithResolvers<User[]>[] = [];
  const asked: (readonly UserId[])[] = [];
  const told: ((user: User) => void)[] = [];
  const client: ConstructorParameters<typeof ChatPeople>[0] = {
    session: null,
    people: { get: () => null },
    usersById: (ids) => {
      asked.push(ids);
      const lookup = Promise.withResolvers<User[]>();
      lookups.push(lookup);
      return lookup.promise;
    },
    userByUsername: () => Promise.resolve(ada),
    on: (name, listener) => {
      if (name === "person") told.push(listener as (user: User) => void);
      return () => {};
    },
  };
  const tell = (user: User): void => {
    for (const listener of told) listener(user);
  };
  return { people: new ChatPeople(client, names), lookups, asked, tell };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("[SDK-23] asks once for who is in many lines, and not at all for who is known", async () => {
  const { people, lookups, asked } = world();
  const lines = [people.meet([ada.id, ada.id]), people.meet([ada.id])];
  lookups.at(-1)?.resolve([ada]);
  await Promise.all(lines);
  expect(people.nameOf(ada.id)).toBe("ada");
  await people.meet([ada.id]);
  expect(asked).toEqual([[ada.id]]);
  const later = world(new Map([[ada.id, "ada"]]));
  await later.people.meet([ada.id]);
  expect(later.asked).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it("[SDK-23] a line waits a second for a name, those after it no longer, and a late answer still counts", async () => {
  const { people, lookups, asked } = world();
  let printed = false;
  const line = people.meet([ada.id]).then(() => (printed = true));
  await vi.advanceTimersByTimeAsync(999);
  expect(printed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await line;
  expect(people.nameOf(ada.id)).toBe(`user …${ada.id.slice(-6)}`);
  await people.meet([ada.id]);
  lookups.at(-1)?.resolve([ada]);
  await vi.advanceTimersByTimeAsync(0);
  expect(people.nameOf(ada.id)).toBe("ada");
  expect(asked).toEqual([[ada.id]]);
});

it("[SDK-23] a name that could not be had is asked for again after a minute", async () => {
  const { people, lookups, asked } = world();
  const line = people.meet([ada.id]);
  lookups.at(-1)?.reject(new Error("no answer"));
  await line;
  await people.meet([ada.id]);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  const again = people.meet([ada.id]);
  lookups.at(-1)?.resolve([ada]);
  await again;
  expect(people.nameOf(ada.id)).toBe("ada");
});

it("[SDK-23] somebody who does not exist is asked for again after a minute, and holds up no name of others", async () => {
  const { people, lookups, asked } = world();
  const nobody = newUserId();
  const line = people.meet([ada.id, nobody]);
  lookups[0]?.resolve([ada]);
  await line;
  expect(people.nameOf(ada.id)).toBe("ada");
  await people.meet([ada.id, nobody]);
  await vi.advanceTimersByTimeAsync(60_000);
  void people.meet([ada.id, nobody]);
  expect(asked).toEqual([[ada.id, nobody], [nobody]]);
});

it("[SDK-23] a long inbox asks for 200 at a time", async () => {
  const { people, lookups, asked } = world();
  const users = Array.from({ length: 450 }, (_, index) => ({ ...ada, id: newUserId(), username: `u${index}` }));
  const inbox = people.meet(users.map(({ id }) => id));
  expect(asked.map((ids) => ids.length)).toEqual([200, 200, 50]);
  for (const [index, { resolve }] of lookups.entries()) resolve(users.slice(200 * index, 200 * index + 200));
  await inbox;
  expect(people.nameOf(users.at(-1)?.id ?? ada.id)).toBe("u449");
});

it("[SDK-23] whom the client was told of is not asked for", async () => {
  const { people, asked, tell } = world();
  tell(ada);
  tell(ada);
  await people.meet([ada.id]);
  expect([people.nameOf(ada.id), asked]).toEqual(["ada", []]);
});

it("[SDK-23] lines keep their order when an earlier one waits for a name", async () => {
  vi.useRealTimers();
  const fakes = new FakeWorld();
  const answer = Promise.withResolvers<void>();
  fakes.answer = async () => {
    await answer.promise;
    return { status: 200, body: { items: [{ ...ada, id: peer }], next: null } };
  };
  const client = await fakes.connected();
  const terminal = new ChatTerminal();
  const printed: string[] = [];
  vi.spyOn(terminal, "print").mockImplementation((line) => void printed.push(line));
  const view = new ChatView(client, terminal, new ChatPeople(client, new Map()));
  fakes.socket.say(message(1), message(2, { senderId: me }), message(3));
  const inbox = view.inbox();
  await settle();
  expect(printed).toEqual([]);
  answer.resolve();
  await inbox;
  expect(printed.map((line) => line.match(/(\w+): /)?.[1])).toEqual(["ada", "you", "ada", "ada"]);
  expect(fakes.calls.map(({ path }) => path)).toEqual([`/api/users?ids=${peer}`]);
  client.close();
});
