// What the terminal client says of its connection, and how often.
import { expect, it, vi } from "vitest";
import { ChatPeople } from "../../apps/terminal/chat-people.ts";
import { ChatTerminal } from "../../apps/terminal/chat-terminal.ts";
import { ChatView } from "../../apps/terminal/chat-view.ts";
import { FakeWorld, settle } from "../support/sdk-fakes.ts";

it("[BUDGET-42] the terminal says once why it cannot connect, and when it is back", async () => {
  const world = new FakeWorld();
  const client = world.client();
  await client.restore();
  const terminal = new ChatTerminal();
  const printed: string[] = [];
  vi.spyOn(terminal, "print").mockImplementation((line) => void printed.push(line));
  expect(new ChatView(client, terminal, new ChatPeople(client, new Map()))).toBeDefined();
  const tryAgain = async (): Promise<void> => {
    client.probe();
    await settle();
  };
  void client.connect();
  await settle();
  await world.catchUp();
  world.socket.end(1006);
  await tryAgain();
  world.socket.end(4429, "RATE_LIMITED");
  await tryAgain();
  world.socket.end(4429, "RATE_LIMITED");
  await tryAgain();
  await world.catchUp();
  expect(printed).toEqual([
    "— connected",
    "— connection lost, trying again",
    "— not connected: Your devices have connected as often as they may for now. Trying again by itself",
    "— connected",
  ]);
  client.close();
});
