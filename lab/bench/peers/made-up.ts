// Pairs and groups for servers without sign-up: ids as long as ours, so that frames are equally long.
import type { LoadTeam } from "../load/load-team.ts";
import type { Place } from "../load/plan.ts";
import { groupsOf20 } from "../measure/groups.ts";
import { openGroupsAt, openPairsAt, type GroupPlaces, type PairPlaces } from "../measure/throughput.ts";
import { counts, loadOf } from "./peer.ts";

/** Where a user's socket connects, to hear a conversation. */
export type PlaceOf = (conversationId: string, user: string) => Place;

const padded = (value: number): string => String(value).padStart(26, "0");

function madeUpPairs(count: number, placeOf: PlaceOf): readonly PairPlaces[] {
  return Array.from({ length: count }, (_, index) => {
    const [sender, receiver] = [`user_${padded(2 * index)}`, `user_${padded(2 * index + 1)}`];
    const conversationId = `direct_${sender}_${receiver}`;
    return { sender: placeOf(conversationId, sender), receiver: placeOf(conversationId, receiver), conversationId };
  });
}

/** Nobody is in a pair and in a group: a server would send what is said in one to the sockets of both. */
const firstInGroups = 10_000;

function madeUpGroups(placeOf: PlaceOf): readonly GroupPlaces[] {
  return Array.from({ length: groupsOf20.count }, (_, group) => {
    const conversationId = `group_${padded(group)}`;
    const first = firstInGroups + group * groupsOf20.size;
    const users = Array.from({ length: groupsOf20.size }, (__, at) => `user_${padded(first + at)}`);
    return { conversationId, headSeq: 0, members: users.map((user) => placeOf(conversationId, user)) };
  });
}

/** Opens all loads of such a server. */
export async function openMadeUp(team: LoadTeam, peer: string, placeOf: PlaceOf): Promise<void> {
  const [one, ...rest] = madeUpPairs(1 + counts.pairs + counts.quietPairs, placeOf);
  await openPairsAt(team, loadOf(peer, "one"), one === undefined ? [] : [one]);
  await openPairsAt(team, loadOf(peer, "pairs"), rest.slice(0, counts.pairs));
  await openPairsAt(team, loadOf(peer, "quiet"), rest.slice(counts.pairs));
  await openGroupsAt(team, loadOf(peer, "groups"), madeUpGroups(placeOf), groupsOf20.senders);
}
