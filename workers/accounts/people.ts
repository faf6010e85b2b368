// The people of a page: members, peers and senders whom it names by id, brought along so that nobody has to ask for them.
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { loadUsers } from "./accounts.ts";

/** A page is waited for, and its names can be asked for later. */
const peopleDeadlineMs = 2_000;

/** Each of these users once, as far as they exist. Empty if the directory does not answer: the page comes without names. */
export async function loadPeople(database: D1Database, ids: readonly UserId[]): Promise<User[]> {
  if (ids.length === 0) return [];
  try {
    return await loadUsers(database, new Set(ids), peopleDeadlineMs);
  } catch (error) {
    logErrorSeldom("page without people", error);
    return [];
  }
}

/** The same, by their ids. */
export const loadPeopleById = async (
  database: D1Database,
  ids: readonly UserId[],
): Promise<ReadonlyMap<UserId, User>> =>
  new Map((await loadPeople(database, ids)).map((user) => [user.id, user] as const));

/** Whose names the entries show: the peers of direct conversations, the senders of the previews, and who added the user. */
export const peopleOfEntries = (entries: readonly ConversationEntry[]): UserId[] =>
  entries.flatMap(({ peerId, preview, joined }) => [
    ...(peerId === undefined ? [] : [peerId]),
    ...(preview === null ? [] : [preview.senderId]),
    ...(joined === undefined ? [] : [joined.actorId]),
  ]);
