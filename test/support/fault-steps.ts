// What may happen next in a world of faults: drawn at random by fast-check, carried out one after the other, mostly without waiting.
import * as fc from "fast-check";
import type { FaultWorld, Person } from "./fault-world.ts";

const person = fc.nat({ max: 3 });
const device = fc.nat({ max: 1 });
const inGroup = fc.boolean();
const actor = fc.nat({ max: 5 });
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });
const by = <T>(weight: number, arbitrary: fc.Arbitrary<T>): { weight: number; arbitrary: fc.Arbitrary<T> } => ({
  weight,
  arbitrary,
});

const step = fc.oneof(
  by(
    10,
    record({ kind: fc.constant("send" as const), person, device, inGroup, count: fc.integer({ min: 1, max: 3 }) }),
  ),
  by(3, record({ kind: fc.constant("repeat" as const), which: fc.nat({ max: 200 }), device })),
  by(4, record({ kind: fc.constant("read" as const), person, inGroup, back: fc.nat({ max: 3 }) })),
  by(2, record({ kind: fc.constant("sync" as const), person, device })),
  by(4, record({ kind: fc.constant("connect" as const), person, device })),
  by(2, record({ kind: fc.constant("disconnect" as const), person, device })),
  by(2, record({ kind: fc.constantFrom("add" as const, "remove" as const, "leave" as const), person })),
  by(1, record({ kind: fc.constant("silence" as const), person, muted: fc.boolean() })),
  by(4, record({ kind: fc.constantFrom("hibernate" as const, "crash" as const, "ring" as const), actor })),
  by(3, record({ kind: fc.constant("rest" as const), ms: fc.constantFrom(0, 1, 3, 10) })),
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const steps = fc.array(step, { minLength: 30, maxLength: 80, size: "max" });

export async function carryOut(world: FaultWorld, one: Step): Promise<void> {
  const personOf = (index: number): Person => world.people[index as 0 | 1 | 2 | 3];
  for (const known of world.devices) known.look();
  switch (one.kind) {
    case "send": {
      const sender = personOf(one.person);
      const id = one.inGroup ? world.group : world.direct;
      return world.send(sender, sender.devices[one.device as 0 | 1], id, one.count);
    }
    case "repeat": {
      const message = world.sent[one.which % Math.max(1, world.sent.length)];
      if (message !== undefined) world.repeat(message, message.sender.devices[one.device as 0 | 1]);
      return;
    }
    case "read":
      return world.begin(world.markRead(personOf(one.person), one.inGroup ? world.group : world.direct, one.back));
    case "sync":
      return personOf(one.person).devices[one.device as 0 | 1].sync();
    case "connect":
      return world.begin(personOf(one.person).devices[one.device as 0 | 1].connect());
    case "disconnect":
      return personOf(one.person).devices[one.device as 0 | 1].disconnect();
    case "add":
    case "remove":
    case "leave":
    case "silence":
      return world.begin(changeGroup(world, one, personOf(one.person)));
    case "hibernate":
    case "crash":
    case "ring": {
      const target = world.actors[one.actor];
      return target === undefined ? undefined : world[one.kind](target);
    }
    case "rest":
      return scheduler.wait(one.ms);
  }
}

/** By the owner, who stays; leaving is one's own doing. */
function changeGroup(
  world: FaultWorld,
  one: Extract<Step, { kind: "add" | "remove" | "leave" | "silence" }>,
  whom: Person,
): Promise<unknown> {
  const [owner] = world.people;
  const userId = whom.user.id;
  if (whom === owner) return Promise.resolve();
  switch (one.kind) {
    case "add":
      return world.changeGroup(owner, { kind: "add-members", userIds: [userId] });
    case "remove":
      return world.changeGroup(owner, { kind: "remove-member", userId });
    case "leave":
      return world.changeGroup(whom, { kind: "leave" });
    case "silence":
      return world.changeGroup(owner, { kind: "silence", userId, silencedUntil: one.muted ? 4_000_000_000_000 : null });
  }
}
