// Holds back what conversations deliver to some users' sessions: to see what holds without it, or what a crash takes away.
import { vi } from "vitest";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { contextOf } from "./actor-context.ts";

const deliver = Reflect.get(UserSession.prototype, "deliver");

interface Person {
  readonly id: UserId;
}

/** Deliveries to these people wait until they are let go. */
export function holdDeliveries(...people: readonly Person[]): { letGo: () => void } {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const { letGo } = interceptDeliveries(people, () => released);
  return {
    letGo: () => {
      letGo();
      release();
    },
  };
}

/** Deliveries to these people are lost until they are let go. */
export const loseDeliveries = (...people: readonly Person[]): { letGo: () => void } =>
  interceptDeliveries(people, () => Promise.reject(new Error("planted")));

function interceptDeliveries(people: readonly Person[], first: () => Promise<void>): { letGo: () => void } {
  const names = people.map(({ id }) => id as string);
  const spy = vi.spyOn(UserSession.prototype, "deliver").mockImplementation(async function (
    this: UserSession,
    delivery: Delivery,
  ): Promise<DeliveryAnswer> {
    if (names.includes(contextOf(this).id.name ?? "")) await first();
    return deliver.call(this, delivery);
  });
  return { letGo: () => spy.mockRestore() };
}
