// Answers about the people of a user: who they are, and what changed since a version that a device has.
import type { FriendsResult, PeopleQuery, PeopleResult, Person } from "../../../schema/protocol/people.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { PageQuery } from "../../../schema/rpc/session-questions.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { newestFirst, pageOf } from "../newest-first.ts";
import type { Blocks } from "./blocks.ts";
import type { Friends } from "./friends.ts";
import { nobody, type PeopleTable, type PersonRow } from "./people-table.ts";

export interface PeopleHost {
  readonly table: PeopleTable;
  readonly friends: Friends;
  readonly blocks: Pick<Blocks, "blockedAt" | "set">;
  readonly budgets: Pick<Budgets, "take">;
  now(): number;
}

/** As the devices are shown it now: a request whose time is over is none, and there is nothing else with whom one has blocked. */
export function shownPerson(
  { blocks, now }: Pick<PeopleHost, "blocks" | "now">,
  { userId, peopleVersion, relation, notes }: PersonRow,
): Person {
  const blockedAt = blocks.blockedAt(userId);
  if (blockedAt !== undefined) return { userId, blockedAt, peopleVersion };
  const { request, ...rest } = relation;
  const isOpen = request !== undefined && now() < request.expiresAt;
  return { userId, ...rest, ...(isOpen && { request }), ...notes, peopleVersion };
}

/** @throws ActorUnavailable */
export const peopleAnswers = (
  host: PeopleHost,
): Answers<"list-people" | "list-friends" | "do-friend" | "edit-friend" | "set-block"> => ({
  "list-people": ({ query }) => {
    const refusal = host.budgets.take({ rows: query.limit });
    return refusal === null ? listPeople(host, query) : { refusal };
  },
  "list-friends": ({ of, query }) => listFriends(host, of, query),
  "do-friend": async ({ userId, act }) => {
    // To remove somebody who is no friend changes nothing.
    if (act.kind === "part" && !host.friends.isFriend(userId)) {
      const refusal = host.budgets.take({ calls: 1 });
      return refusal === null ? { person: personNow(host, userId), before: host.friends.knows(userId) } : { refusal };
    }
    const before = host.friends.knows(userId);
    const done = await host.friends.act(userId, act);
    return isRefusal(done) ? done : { person: personNow(host, userId), before };
  },
  "edit-friend": ({ userId, notes }) => {
    const refusal = host.budgets.take({ settings: 1 });
    if (refusal !== null) return { refusal };
    const edited = host.friends.edit(userId, notes);
    return "refusal" in edited ? edited : { person: shownPerson(host, edited) };
  },
  // From the beginning on what comes of them is refused; then they part, and each learns that of it.
  "set-block": ({ userId, active }) => {
    const set = (): ReturnType<Blocks["set"]> => host.blocks.set(userId, active);
    return active ? host.friends.partBy(userId, set) : set();
  },
});

const isRefusal = (answer: object): answer is Refused => "refusal" in answer;

const personNow = (host: PeopleHost, userId: UserId): Person =>
  shownPerson(host, host.table.get(userId) ?? nobody(userId));

function listPeople(host: PeopleHost, { since = 0, cursor, limit }: PeopleQuery): PeopleResult | Refused {
  const peopleVersion = host.table.peopleVersion;
  // A version that nobody has given out: the session was restored to an earlier time.
  const isKnown = since <= peopleVersion && (since === 0 || since >= host.table.floor);
  const from = cursor === undefined ? (isKnown ? since : 0) : Number(cursor);
  if (!Number.isSafeInteger(from) || from < 0) return refused("INVALID_REQUEST");
  const { items, next } = pageOf(host.table.after(from, limit + 1), limit, (row) => row.peopleVersion);
  return {
    items: items.map((row) => shownPerson(host, row)),
    next,
    peopleVersion,
    ...(!isKnown && { reset: true as const }),
  };
}

function listFriends(host: PeopleHost, of: "friends" | "requests", query: PageQuery): FriendsResult {
  const people = [...host.table.all()].map((row) => shownPerson(host, row));
  const fits = ({ friendSince, request }: Person): boolean => (of === "friends" ? friendSince : request) !== undefined;
  return newestFirst(people.filter(fits), query, ({ peopleVersion }) => peopleVersion);
}
