// What a device must show of people, as the server lists them. Pure.
import { isDeepStrictEqual } from "node:util";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Person } from "../../../schema/protocol/people.ts";

/** With whom there is nothing is not shown at all. */
export function shownOf(listed: readonly Person[], userId: UserId): Person | null {
  const person = listed.find((one) => one.userId === userId);
  return person === undefined || Object.keys(person).length <= 2 ? null : person;
}

export const arePeopleShown = (shown: ReadonlyMap<UserId, Person | null>, listed: readonly Person[]): boolean =>
  [...shown].every(([userId, person]) => isDeepStrictEqual(person, shownOf(listed, userId)));
