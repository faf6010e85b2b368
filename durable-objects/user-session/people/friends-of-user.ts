// Who is a friend of this user, as far as profiles and searches ask.
import type { UserId } from "../../../schema/protocol/ids.ts";

export interface FriendsOfUser {
  has(userId: UserId): boolean;
  all(): readonly UserId[];
}

/** The seam at which friendships are joined on: until they are there, nobody has friends. */
export const noFriendsYet: FriendsOfUser = { has: () => false, all: () => [] };

export const knownFriends = (friends: FriendsOfUser, among: readonly UserId[] | "all"): readonly UserId[] =>
  among === "all" ? friends.all() : among.filter((userId) => friends.has(userId));
