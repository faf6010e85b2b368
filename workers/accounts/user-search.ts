// Search for people by name, in the directory (D1). What a search reads is bounded: it follows one word of the index, and
// stops where it has read enough; the next page goes on there.
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { User, UsersResult } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { account, searchWord } from "../../schema/tables/directory/tables.ts";
import { userColumns, userOf } from "./accounts.ts";
import { askDirectory } from "./directory.ts";
import { firstWord, isWanted, wantedBy, wordsOf, type Wanted } from "./search-words.ts";
import { usernameKeyOf } from "./usernames.ts";

/** Rows of the index that are read at once, and for one page. Each is one row more: its account. */
const rowsAtOnce = 100;
export const mostRowsOfIndex = 500;
/** Accounts of the version before that one search indexes. */
const mostIndexed = 300;
/** Greater than any word that begins with what stands before it: no word has it. */
const beyond = "\u{10FFFF}";

/** Where a search goes on: behind this friend, or behind this entry of the index. */
export type SearchPosition =
  | { readonly in: "friends"; readonly after: string }
  | { readonly in: "index"; readonly word: string; readonly after: string };

const begin: SearchPosition = { in: "friends", after: "" };

/** An invented cursor is behind everything. */
export function searchPositionOf(cursor: string | undefined): SearchPosition | null {
  if (cursor === undefined) return begin;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (!Array.isArray(parsed)) return null;
    const [after, word] = parsed as readonly unknown[];
    if (typeof after !== "string") return null;
    return typeof word === "string" ? { in: "index", word, after } : { in: "friends", after };
  } catch {
    return null;
  }
}

const cursorOf = (position: SearchPosition): string => {
  const { after } = position;
  const parts = position.in === "index" ? [after, position.word] : [after];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
};

export interface UserSearch {
  readonly text: string;
  readonly position: SearchPosition;
  readonly limit: number;
  /** Who asks; they do not find themselves. */
  readonly callerId: UserId;
  /** All of the caller's. Needed for a position among them only. */
  readonly friends: readonly UserId[];
}

/** First whose username the text is, then friends who are found by friends only, then whom everybody finds. */
export async function searchUsers(
  database: D1Database,
  { text, position, limit, callerId, friends }: UserSearch,
): Promise<UsersResult> {
  const wanted = wantedBy(text);
  if (wanted === null) return { items: [], next: null };
  await indexSome(database);
  const items: User[] = [];
  let at = position;
  if (at.in === "friends") {
    const isFirst = at.after === "";
    const exact = isFirst ? await withUsername(database, wanted) : null;
    if (exact !== null && exact.id !== callerId) items.push(exact);
    const found = await amongFriends(database, friends, { wanted, after: at.after });
    const room = limit - items.length;
    items.push(...found.slice(0, room));
    const last = items.at(-1);
    if (found.length > room) return { items, next: cursorOf({ in: "friends", after: last?.id ?? "" }) };
    at = { in: "index", word: "", after: "" };
  }
  return inIndex(database, { wanted, at, limit, callerId, items });
}

/** Whom everybody finds and whose username this is. */
async function withUsername(database: D1Database, { whole }: Wanted): Promise<User | null> {
  if (whole === null) return null;
  const isIt = and(eq(account.usernameKey, usernameKeyOf(whole)), eq(account.searchFor, "everyone"));
  const row = await askDirectory(() => drizzle(database).select(userColumns).from(account).where(isIt).get());
  return row === undefined ? null : userOf(row);
}

const withWords = { ...userColumns, words: account.searchWords };

/** Those who are found by friends only, in the order of their ids. Reads two rows for each friend. */
async function amongFriends(
  database: D1Database,
  friends: readonly UserId[],
  { wanted, after }: { readonly wanted: Wanted; readonly after: string },
): Promise<readonly User[]> {
  if (friends.length === 0) return [];
  const friend = sql`json_each(${JSON.stringify(friends)}) AS friend`;
  const rows = await askDirectory(() =>
    drizzle(database)
      .select(withWords)
      .from(account)
      .innerJoin(friend, sql`friend.value = ${account.id}`)
      .where(and(eq(account.searchFor, "friends"), gt(account.id, after)))
      .orderBy(account.id),
  );
  return rows.filter((row) => isWanted(wanted, wordsIn(row.words), row.username)).map(userOf);
}

interface IndexWalk {
  readonly wanted: Wanted;
  readonly at: { readonly word: string; readonly after: string };
  readonly limit: number;
  readonly callerId: UserId;
  /** Of the page so far. */
  readonly items: readonly User[];
}

async function inIndex(
  database: D1Database,
  { wanted, at: from, limit, callerId, items: before }: IndexWalk,
): Promise<UsersResult> {
  const items = [...before];
  const asked = wanted.words[0];
  let at = from.word < asked ? { word: asked, after: "" } : from;
  for (let read = 0; read < mostRowsOfIndex; read += rowsAtOnce) {
    const rows = await readIndex(database, asked, at);
    for (const row of rows) {
      const words = wordsIn(row.words);
      // Each comes by one of their words, and whose username was asked for has come already.
      const isNew = firstWord(wanted, words) === row.word && row.username.toLowerCase() !== wanted.whole;
      if (isNew && row.id !== callerId && isWanted(wanted, words, row.username)) {
        if (items.length >= limit) return { items, next: cursorOf({ in: "index", ...at }) };
        items.push(userOf(row));
      }
      at = { word: row.word, after: row.id };
    }
    if (rows.length < rowsAtOnce) return { items, next: null };
  }
  return { items, next: cursorOf({ in: "index", ...at }) };
}

/** The next entries of the index that begin with a word, with their accounts. */
const readIndex = (database: D1Database, asked: string, { word, after }: IndexWalk["at"]) =>
  askDirectory(() =>
    drizzle(database)
      .select({ ...withWords, word: searchWord.word })
      .from(searchWord)
      .innerJoin(account, eq(account.id, searchWord.userId))
      .where(
        and(sql`(${searchWord.word}, ${searchWord.userId}) > (${word}, ${after})`, lt(searchWord.word, asked + beyond)),
      )
      .orderBy(searchWord.word, searchWord.userId)
      .limit(rowsAtOnce),
  );

const wordsIn = (words: string | null): readonly string[] => JSON.parse(words ?? "[]") as readonly string[];

/**
 * Accounts that the version before has made are indexed by searches, a bounded number by each, until there are none left:
 * then it looks at one entry of an index. A search goes on without.
 */
async function indexSome(database: D1Database): Promise<void> {
  try {
    const directory = drizzle(database);
    const isMissing = isNull(account.searchWords);
    const { id, username, displayName } = account;
    const rows = await askDirectory(() =>
      directory.select({ id, username, displayName }).from(account).where(isMissing).limit(mostIndexed),
    );
    if (rows.length === 0) return;
    const words = JSON.stringify(rows.map((row) => ({ ...row, words: wordsOf(row) })));
    // Whoever changed their name meanwhile is indexed by that.
    await askDirectory(() =>
      directory.run(sql`UPDATE ${account} SET search_words = json_extract(made.value, '$.words')
        FROM json_each(${words}) AS made
        WHERE ${id} = json_extract(made.value, '$.id') AND ${isMissing}
          AND ${displayName} = json_extract(made.value, '$.displayName')`),
    );
  } catch (error) {
    logErrorSeldom("accounts not indexed", error);
  }
}
