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
  const answers = new Map<UserId, PromiseWithResolvers<User>>();
  const asked: UserId[] = [];
  const client = {
    session: null,
    userById: (id: UserId) => {
      asked.push(id);
      const answer = Promise.withResolvers<User>();
      answers.set(id, answer);
      return answer.promise;
    },
    userByUsername: () => Promise.resolve(ada),
  };
  return { people: new ChatPeople(client, names), answers, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("[SDK-23] asks once for who is in many lines, and not at all for who is known", async () => {
  const { people, answers, asked } = world();
  const lines = [people.meet([ada.id, ada.id]), people.meet([ada.id])];
  answers.get(ada.id)?.resolve(ada);
  await Promise.all(lines);
  expect(people.nameOf(ada.id)).toBe("ada");
  await people.meet([ada.id]);
  expect(asked).toEqual([ada.id]);
  const later = world(new Map([[ada.id, "ada"]]));
  await later.people.meet([ada.id]);
  expect(later.asked).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it("[SDK-23] a line waits a second for a name, those after it no longer, and a late answer still counts", async () => {
  const { people, answers, asked } = world();
  let printed = false;
  const line = people.meet([ada.id]).then(() => (printed = true));
  await vi.advanceTimersByTimeAsync(999);
  expect(printed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await line;
  expect(people.nameOf(ada.id)).toBe(`user …${ada.id.slice(-6)}`);
  await people.meet([ada.id]);
  answers.get(ada.id)?.resolve(ada);
  await vi.advanceTimersByTimeAsync(0);
  expect(people.nameOf(ada.id)).toBe("ada");
  expect(asked).toEqual([ada.id]);
});

it("[SDK-23] a name that could not be had is asked for again after a minute", async () => {
  const { people, answers, asked } = world();
  const line = people.meet([ada.id]);
  answers.get(ada.id)?.reject(new Error("no answer"));
  await line;
  await people.meet([ada.id]);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  const again = people.meet([ada.id]);
  answers.get(ada.id)?.resolve(ada);
  await again;
  expect(people.nameOf(ada.id)).toBe("ada");
});

it("[SDK-23] a long inbox asks for a few at a time", async () => {
  const { people, asked } = world();
  const inbox = people.meet(Array.from({ length: 100 }, newUserId));
  expect(asked).toHaveLength(16);
  await vi.advanceTimersByTimeAsync(1_000);
  await inbox;
});

it("[SDK-23] lines keep their order when an earlier one waits for a name", async () => {
  vi.useRealTimers();
  const fakes = new FakeWorld();
  const answer = Promise.withResolvers<void>();
  fakes.answer = async () => {
    await answer.promise;
    return { status: 200, body: { user: { ...ada, id: peer } } };
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
  expect(fakes.calls.map(({ path }) => path)).toEqual([`/api/users/${peer}`]);
  client.close();
});
