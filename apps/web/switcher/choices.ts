// What the switcher offers for a typed text, in which order. Pure.
import type { ConversationEntry } from "@klatch/sdk";
import { isUsernameMeant, rankOfPerson, usernameToAsk, type KnownPerson } from "../people-search/known-people.ts";
import { bestRank, ranked } from "../../text/match-names.ts";

/** A page or an act that has a name. */
export interface Place {
  readonly key: string;
  readonly label: string;
  /** Other words by which it is found. */
  readonly also: string;
  /** Offered before anything is typed. */
  readonly isCommon: boolean;
}

export type Choice<P extends Place> =
  | { readonly kind: "conversation"; readonly entry: ConversationEntry }
  /** Somebody without a conversation. */
  | { readonly kind: "person"; readonly person: KnownPerson }
  | { readonly kind: "place"; readonly place: P }
  /** The server is asked for the person of this username. */
  | { readonly kind: "look-up"; readonly username: string };

export interface Sources<P extends Place> {
  /** Most recently active first. */
  readonly entries: readonly ConversationEntry[];
  readonly people: readonly KnownPerson[];
  readonly places: readonly P[];
  readonly titleOf: (entry: ConversationEntry) => string;
}

const maxConversations = 12;
const maxPeople = 6;
/** After all that the text stands in, before what only has its letters. */
const lookUpRank = 2.5;
/** A username was meant. */
const first = -2;

export function keyOfChoice<P extends Place>(choice: Choice<P>): string {
  switch (choice.kind) {
    case "conversation":
      return choice.entry.id;
    case "person":
      return choice.person.user.id;
    case "place":
      return `place:${choice.place.key}`;
    case "look-up":
      return `@${choice.username}`;
  }
}

/** Best match first; of equal ones conversations, then people, then places. A search of messages would be the last row. */
export function choicesFor<P extends Place>(text: string, sources: Sources<P>): readonly Choice<P>[] {
  const wanted = text.trim();
  const isBlank = wanted === "";
  const peers = new Map(sources.people.map((person) => [person.user.id, person]));
  const rankOfEntry = (entry: ConversationEntry): number | null => {
    const peer = entry.peerId === undefined ? undefined : peers.get(entry.peerId);
    if (peer !== undefined) return rankOfPerson(peer, wanted);
    return isUsernameMeant(wanted) ? null : bestRank([sources.titleOf(entry)], wanted);
  };
  const rankOfPlace = (place: Place): number | null => {
    if (isBlank) return place.isCommon ? 0 : null;
    const ranks = [bestRank([place.label], wanted), otherWordsRank(place, wanted)].filter((rank) => rank !== null);
    return ranks.length === 0 ? null : Math.min(...ranks);
  };
  const entries = ranked(sources.entries, rankOfEntry, maxConversations);
  const talkedTo = new Set(sources.entries.map(({ peerId }) => peerId));
  const strangers = isBlank ? [] : sources.people.filter(({ user }) => !talkedTo.has(user.id));
  const people = ranked(strangers, (person) => rankOfPerson(person, wanted), maxPeople);
  const places = ranked(sources.places, rankOfPlace, sources.places.length);
  return [
    ...entries.map(({ item: entry, rank }) => ({ rank, choice: { kind: "conversation", entry } as const })),
    ...people.map(({ item: person, rank }) => ({ rank, choice: { kind: "person", person } as const })),
    ...places.map(({ item: place, rank }) => ({ rank, choice: { kind: "place", place } as const })),
    ...lookUps(wanted, sources.people),
  ]
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ choice }) => choice);
}

/** After what is called so itself. */
function otherWordsRank({ also }: Place, wanted: string): number | null {
  const rank = bestRank(also.split(/, |、/), wanted);
  return rank === null ? null : rank + 1;
}

function lookUps(wanted: string, people: readonly KnownPerson[]) {
  const username = usernameToAsk(wanted, people);
  if (username === null) return [];
  return [{ rank: isUsernameMeant(wanted) ? first : lookUpRank, choice: { kind: "look-up", username } as const }];
}
