// The terminal's bell: for what it rings.
import type { EventFrame } from "@klatch/sdk";
import { expect, it } from "vitest";
import { isHeard, startBell } from "../../apps/terminal/chat-bell.ts";
import { FakeWorld, me, message, peer, settle } from "../support/sdk-fakes.ts";

it("[SDK-252] it rings for what others write, unless it is silent, muted, or of a level that leaves it out", () => {
  const now = 1_000;
  const cases: readonly [string, boolean, EventFrame, Parameters<typeof isHeard>[2]][] = [
    ["a message", true, message(5), {}],
    ["one's own", false, message(5, { senderId: me }), {}],
    ["a silent one", false, message(5, { silent: true }), {}],
    ["in a muted conversation", false, message(5), { mutedUntil: now + 1 }],
    ["after the mute", true, message(5), { mutedUntil: now }],
    ["at the level none", false, message(5, { mentions: [me] }), { notify: "none" }],
    ["at the level mentions", false, message(5, { mentions: [peer] }), { notify: "mentions" }],
    ["a mention at the level mentions", true, message(5, { mentions: [me] }), { notify: "mentions" }],
    ["a message request", false, message(5), { request: true }],
  ];
  for (const [what, rings, event, entry] of cases) expect(isHeard(event, me, entry, now), what).toBe(rings);
});

it("[SDK-252] what comes together rings once", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  let [rung, now] = [0, 5_000];
  startBell(client, { ring: () => (rung += 1) }, () => now);
  world.socket.say(message(1), message(2), message(3, { senderId: me }));
  await settle();
  expect(rung).toBe(1);
  now += 2_000;
  world.socket.say(message(4));
  await settle();
  expect(rung).toBe(2);
  client.close();
});
