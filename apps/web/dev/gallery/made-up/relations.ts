// What the person of the gallery has to do with the others: friends, requests, and whom they have blocked.
import type { Person, User } from "@klatch/sdk";
import { people } from "./people.ts";
import { minutesAgo } from "./time.ts";

const day = 24 * 60;
const long =
  "We met at the meeting of the readers, where you told us of the books that nobody has read to their end. ".repeat(2);

const relation = ({ id }: User, more: Partial<Person>): Person => ({ userId: id, peopleVersion: 1, ...more });
const friend = (user: User, more: Partial<Person> = {}): Person =>
  relation(user, { friendSince: minutesAgo(30 * day), ...more });
const request = (user: User, by: "me" | "them", message?: string): Person =>
  relation(user, {
    request: {
      by,
      requestedAt: minutesAgo(day),
      expiresAt: minutesAgo(-29 * day),
      ...(message !== undefined && { message }),
    },
  });

const relations: readonly Person[] = [
  friend(people.bob, { favourite: true, tags: ["chess", "club"] }),
  friend(people.mei),
  friend(people.long, { tags: ["a tag that is as long as a tag may"] }),
  request(people.fox, "them", long),
  request(people.sara, "them"),
  request(people.zoe, "me", "Hello!"),
  relation(people.han, { blockedAt: minutesAgo(3 * day) }),
];

/** As the client keeps them in its store. */
export const storedRelations: readonly (readonly [string, string])[] = relations.map((person) => [
  `${person.userId} person`,
  JSON.stringify(person),
]);
