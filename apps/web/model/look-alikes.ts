// Which names of a list look alike, so that the @username stands beside them. Nobody is asked for a name because of it.
import type { ConversationEntry, ConversationId, UserId } from "@klatch/sdk";
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { asciiConfusables, lookAlikes, needsTable, skeletonOf, type Confusables } from "../text/look-alikes.ts";
import { tameName } from "../../text/tame-name.ts";

/** Null until it is loaded: 28 KB that a start does without. */
const table = signal<Confusables | null>(null);
let isLoading = false;

async function loadTable(): Promise<void> {
  if (isLoading) return;
  isLoading = true;
  try {
    const { default: confusables } = await import("unhomoglyph");
    skeletons.clear();
    table.value = confusables;
  } catch {
    // Without a network: the next list with such a name tries again.
    isLoading = false;
  }
}

/** By name. Emptied when it is full, and when the table arrives. */
const skeletons = new Map<string, string>();
const maxSkeletons = 20_000;

function skeleton(name: string, confusables: Confusables): string {
  const known = skeletons.get(name);
  if (known !== undefined) return known;
  if (skeletons.size >= maxSkeletons) skeletons.clear();
  const made = skeletonOf(name, confusables);
  skeletons.set(name, made);
  return made;
}

/** Those of these names that look alike; the same set as long as it has the same members. */
function alikeAmong<K>(names: () => readonly (readonly [K, string])[]): ReadonlySignal<ReadonlySet<K>> {
  let before: ReadonlySet<K> = new Set();
  return computed(() => {
    const all = names();
    if (table.value === null && all.length > 1 && needsTable(all.map(([, name]) => name))) void loadTable();
    const confusables = table.value ?? asciiConfusables;
    const alike = lookAlikes(all, (name) => skeleton(name, confusables));
    if (alike.size !== before.size || ![...alike].every((key) => before.has(key))) before = alike;
    return before;
  });
}

interface Inbox {
  readonly entries: ReadonlySignal<readonly ConversationEntry[]>;
}
interface Names {
  /** Changes whenever a name becomes known or another. */
  readonly learned: ReadonlySignal<number>;
  knownName(userId: UserId): string;
}

/** The conversations whose titles look alike, as far as their names are known. */
export const alikeInInbox = (
  { entries }: Inbox,
  people: Names,
  groupTitle: (entry: ConversationEntry) => string,
): ReadonlySignal<ReadonlySet<ConversationId>> =>
  alikeAmong(() => {
    void people.learned.value;
    return entries.value.map((entry) => [
      entry.id,
      entry.peerId === undefined ? groupTitle(entry) : people.knownName(entry.peerId),
    ]);
  });

interface Members {
  readonly members: ReadonlySignal<ReadonlyMap<UserId, { readonly nickname: string }>>;
}

/** The members of a group whose names there look alike: nicknames or, without one, their own. */
export const alikeInGroup = ({ members }: Members, people: Names): ReadonlySignal<ReadonlySet<UserId>> =>
  alikeAmong(() => {
    void people.learned.value;
    return [...members.value].map(([id, { nickname }]) => [id, tameName(nickname) || people.knownName(id)]);
  });
