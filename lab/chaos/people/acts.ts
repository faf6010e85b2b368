// What people of the storm do about each other as friends. Each act is declared once: when it makes sense, and how it is
// asked for. What must come of it is in `check/friends.ts`.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Person } from "../../../schema/protocol/people.ts";
import type { Friends } from "../../../sdk/entry.ts";
import type { CallOptions } from "../../../sdk/http/call-options.ts";

export const relatingActs = ["request", "accept", "reject", "cancel", "remove"] as const;
export type RelatingAct = (typeof relatingActs)[number];

interface Declared {
  /** Relative frequency among those that make sense. */
  readonly weight: number;
  /** Whether it makes sense for who sees this of the other one. */
  fits(seen: Person | null): boolean;
  /** @returns the other one as the answer shows them; null: it shows nobody. @throws KlatchError */
  ask(friends: Friends, other: UserId, options: CallOptions): Promise<Person | null>;
}

const asks =
  (by: "me" | "them") =>
  (seen: Person | null): boolean =>
    seen?.request?.by === by;

export const acts: Readonly<Record<RelatingAct, Declared>> = {
  request: {
    weight: 10,
    fits: (seen) => seen?.friendSince === undefined && seen?.request === undefined && seen?.blockedAt === undefined,
    ask: (friends, other, options) => friends.request(other, `asked at ${Date.now()}`, options),
  },
  accept: {
    weight: 8,
    fits: asks("them"),
    ask: (friends, other, options) => friends.accept(other, options),
  },
  reject: {
    weight: 1,
    fits: asks("them"),
    ask: (friends, other, options) => friends.reject(other, options),
  },
  cancel: {
    weight: 3,
    fits: asks("me"),
    ask: (friends, other, options) => friends.cancel(other, options).then(() => null),
  },
  remove: {
    weight: 3,
    fits: (seen) => seen?.friendSince !== undefined,
    ask: (friends, other, options) => friends.remove(other, options).then(() => null),
  },
};
