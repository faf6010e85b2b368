// Profiles in the directory (D1): what a user tells of themselves, and for whom.
import { and, eq, lt, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { DirectoryChoices } from "../../schema/jobs/directory-choices.ts";
import type { Audience } from "../../schema/protocol/privacy.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { Me, ParsedMePatch, Profile, Status } from "../../schema/protocol/profile.ts";
import { limited, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { account } from "../../schema/tables/directory/tables.ts";
import { userColumns, userOf } from "./accounts.ts";
import { askDirectory, batchInDirectory } from "./directory.ts";
import { wordsOf } from "./search-words.ts";
import { changeAtOf, isUsernameTaken, followRename, mayChangeTo, usernameKeyOf } from "./usernames.ts";

interface Stored {
  readonly user: User;
  readonly profile: Profile;
  readonly profileFor: Audience;
  readonly usernameChangedAt: number | null;
}

/** Who sees nothing of a profile sees what somebody shows who has told nothing. */
export const emptyProfile: Profile = { bio: "", status: null };

const { bio, status, profileFor, usernameChangedAt } = account;
const storedColumns = { ...userColumns, bio, status, profileFor, usernameChangedAt };

/** One that is over is none. */
function statusAt(stored: string, nowMs: number): Status | null {
  if (stored === "") return null;
  const parsed = JSON.parse(stored) as Status;
  return parsed.until !== null && parsed.until <= nowMs ? null : parsed;
}

/** @returns null: there is no such user */
export async function loadProfile(database: D1Database, id: UserId, nowMs: number): Promise<Stored | null> {
  const row = await askDirectory(() =>
    drizzle(database).select(storedColumns).from(account).where(eq(account.id, id)).get(),
  );
  if (row === undefined) return null;
  const profile = { bio: row.bio, status: statusAt(row.status, nowMs) };
  return { user: userOf(row), profile, profileFor: row.profileFor, usernameChangedAt: row.usernameChangedAt };
}

export const meOf = ({ user, profile, usernameChangedAt: changedAt }: Stored, nowMs: number): Me => ({
  user,
  ...profile,
  usernameChangeAt: changeAtOf(changedAt, nowMs),
});

interface Caller {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
}

/** Each of two changes at once is made of what the other has left; a third is asked to come again. */
const mostTries = 3;

/**
 * Changes all that the patch names, or nothing.
 *
 * @returns null: there is no such user; USERNAME_TAKEN; RATE_LIMITED: the username was changed lately
 * @throws Error when others keep changing the same account
 */
export async function editProfile(
  database: D1Database,
  { userId: id, deviceId }: Caller,
  patch: ParsedMePatch,
  nowMs: number,
): Promise<Stored | Refused | null> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await loadProfile(database, id, nowMs);
    if (before === null) return null;
    const refusal = await refusedRename(database, before, patch, nowMs);
    if (refusal !== null) return refusal;
    const after = await write(database, { before, deviceId }, patch, nowMs);
    if (after !== null) return after;
  }
  throw new Error("The account changes all the time.");
}

async function refusedRename(
  database: D1Database,
  before: Stored,
  { username = before.user.username }: ParsedMePatch,
  nowMs: number,
): Promise<Refused | null> {
  if (username === before.user.username) return null;
  const changeAt = changeAtOf(before.usernameChangedAt, nowMs);
  if (changeAt !== null) return limited("username", changeAt - nowMs);
  const isTaken = await isUsernameTaken(database, { userId: before.user.id, username, nowMs });
  return isTaken ? refusedAt("USERNAME_TAKEN", "/username") : null;
}

/** @returns null: somebody was faster, with a change of this account or with the username */
async function write(
  database: D1Database,
  { before, deviceId }: { readonly before: Stored } & Pick<Caller, "deviceId">,
  patch: ParsedMePatch,
  nowMs: number,
): Promise<Stored | null> {
  const { user } = before;
  const { username = user.username, displayName = user.displayName, avatar = user.avatar ?? "" } = patch;
  const next = { username, displayName };
  const isRenamed = username !== user.username;
  const [from, to] = [usernameKeyOf(user.username), usernameKeyOf(username)];
  const set = {
    ...next,
    avatar,
    ...(patch.bio === undefined ? {} : { bio: patch.bio }),
    ...(patch.status === undefined ? {} : { status: patch.status === null ? "" : JSON.stringify(patch.status) }),
    searchWords: JSON.stringify(wordsOf(next)),
    ...(isRenamed ? { usernameKey: to, usernameChangedAt: nowMs } : {}),
  };
  const directory = drizzle(database);
  // The words are those of these names: a change of either in between begins anew.
  const isAsRead: SQL | undefined = and(
    eq(account.id, user.id),
    eq(account.username, user.username),
    eq(account.displayName, user.displayName),
    eq(account.avatar, user.avatar ?? ""),
    isRenamed ? mayChangeTo(user.id, to, nowMs) : undefined,
  );
  const change = directory.update(account).set(set).where(isAsRead);
  const following = isRenamed ? followRename(database, { userId: user.id, deviceId, from, to, nowMs }) : [];
  const [{ meta }] = await batchInDirectory(directory, [change, ...following]);
  return meta.changes > 0 ? loadProfile(database, user.id, nowMs) : null;
}

/**
 * Copies of the user's choices: who sees their profile, and who finds them. A copy that comes late changes nothing, by its
 * version.
 */
export async function writeChoices(
  database: D1Database,
  id: UserId,
  { profile, search, version: choicesVersion }: DirectoryChoices,
): Promise<void> {
  await askDirectory(() =>
    drizzle(database)
      .update(account)
      .set({ profileFor: profile, searchFor: search, choicesVersion })
      .where(and(eq(account.id, id), lt(account.choicesVersion, choicesVersion))),
  );
}
