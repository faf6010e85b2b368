// What two people show of each other: pure, for whoever waits until it is settled, and for the checker.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Person } from "../../../schema/protocol/people.ts";

/** By user, whom their session lists. */
export type Shown = ReadonlyMap<UserId, readonly Person[]>;

/** One of two people, and what their session shows of the other one. */
export interface Side {
  readonly user: UserId;
  readonly other: UserId;
  /** With whom there is nothing: only their id, and a version. */
  readonly shows: Person;
}

export interface Pair {
  readonly sides: readonly [Side, Side];
}

export function pairsOf(shown: Shown): readonly Pair[] {
  const users = [...shown.keys()];
  const sideOf = (user: UserId, other: UserId): Side => ({
    user,
    other,
    shows: shown.get(user)?.find(({ userId }) => userId === other) ?? { userId: other, peopleVersion: 0 },
  });
  return users.flatMap((one, at) =>
    users.slice(at + 1).map((other): Pair => ({ sides: [sideOf(one, other), sideOf(other, one)] })),
  );
}

/** What one of the two shows is not shown by the other one: null: they agree. A request may be hidden from whom it is meant for. */
export function disagreement({ sides: [a, b] }: Pair): string | null {
  const [one, other] = [a.shows, b.shows];
  if (one.friendSince !== other.friendSince)
    return `are friends since ${one.friendSince} to one of them, and since ${other.friendSince} to the other`;
  for (const [mine, theirs] of [
    [one, other],
    [other, one],
  ] as const) {
    const { request } = theirs;
    if (request?.by !== "them") continue;
    const asked = mine.request;
    const isSame = asked?.by === "me" && asked.requestedAt === request.requestedAt && asked.message === request.message;
    if (!isSame) return `have a request of ${request.requestedAt} which who has asked does not show`;
  }
  return one.request?.by === "me" && other.request?.by === "me" ? "have both asked, and are no friends" : null;
}
