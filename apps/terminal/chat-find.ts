// Finds conversations and people by their names, as the web client does.
import type { ConversationEntry, KlatchClient, User, UserId } from "@klatch/sdk";
import { foldName } from "../text/fold-name.ts";
import { bestRank, ranked } from "../text/match-names.ts";
import { tameName } from "../text/tame-name.ts";
import { calledOf } from "./chat-people.ts";

/** A conversation, or somebody with whom there is none yet. */
export interface Found {
  readonly entry: ConversationEntry | null;
  readonly user: User | null;
  /** The name of the group or of the person. */
  readonly name: string;
}

/** What the conversation with oneself is called. */
export const notesName = "Notes";

const shownFound = 20;
/** A worse match has the letters somewhere in this order. */
const worstRank = 2;

type Client = Pick<KlatchClient, "conversations" | "people" | "session">;

/** The best matches first; of equal ones, those whose conversation is newer. */
export const find = (client: Client, text: string): readonly Found[] =>
  ranked(
    known(client),
    ({ name, user }) => {
      const rank = bestRank(user === null ? [name] : [name, user.username], text.replace(/^[@＠]/u, ""));
      return rank === null || rank > worstRank ? null : rank;
    },
    shownFound,
  ).map(({ item }) => item);

/** The only one that is meant; null: none or several. */
export function onlyMeant(found: readonly Found[], text: string): Found | null {
  const wanted = foldName(text).trim();
  const whole = found.filter(({ name }) => foldName(name).trim() === wanted);
  const [meant, other] = whole.length > 0 ? whole : found;
  return meant === undefined || other !== undefined ? null : meant;
}

function known(client: Client): Found[] {
  const { people, session } = client;
  const met = new Set<UserId | undefined>([session?.user.id]);
  const found = client.conversations().map((entry): Found => {
    met.add(entry.peerId);
    if (entry.peerId !== undefined && entry.peerId === session?.user.id) return { entry, user: null, name: notesName };
    const user = entry.peerId === undefined ? null : people.known(entry.peerId);
    return { entry, user, name: entry.group?.name ?? nameOf(user) };
  });
  const others = people.all().filter(({ id, deleted }) => !met.has(id) && deleted !== true);
  return [...found, ...others.map((user) => ({ entry: null, user, name: nameOf(user) }))];
}

function nameOf(user: User | null): string {
  if (user === null) return "";
  return user.deleted === true ? calledOf(user) : tameName(user.displayName) || user.username;
}
