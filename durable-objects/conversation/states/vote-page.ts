// Who has voted for what in a poll, as far as the asker saw them vote.
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import { maxVotesRead, type VotePage, type VotesQuery } from "../../../schema/rpc/message-changes.ts";
import { isSeen, type AskedConversation } from "./asked-conversation.ts";
import type { VoteChange } from "./poll-note.ts";
import { lastSeen, type Viewer } from "./viewer.ts";

const hasChosen = ([, , options]: VoteChange, option: number | undefined): boolean =>
  option === undefined ? options.length > 0 : options.includes(option);

/** @returns MESSAGE_NOT_FOUND of what is no poll, FORBIDDEN of an anonymous one */
export function votesOf(
  asked: AskedConversation,
  viewer: Viewer,
  { seq, option, cursor = "", limit }: VotesQuery,
): VotePage | Refused {
  if (!isSeen(viewer, seq)) return refused("MESSAGE_NOT_FOUND");
  const { states } = asked;
  const { poll, gone } = states.within(seq, seq).get(seq) ?? {};
  const content = asked.saidAt(seq)?.content;
  const isPoll = content === undefined ? poll !== undefined : content.type === "poll";
  if (gone !== undefined || !isPoll) return refused("MESSAGE_NOT_FOUND");
  if (poll?.anonymous === 1 || (content?.type === "poll" && content.anonymous === true)) return refused("FORBIDDEN");
  const items: VotePage["items"][number][] = [];
  let read = 0;
  for (const { userId, changes } of states.votes.all(seq, cursor)) {
    read += 1;
    const change = lastSeen(viewer, changes);
    if (change !== undefined && hasChosen(change, option)) items.push({ userId, options: change[2], seq: change[0] });
    if (items.length === limit || read === maxVotesRead) return { items, next: userId };
  }
  return { items, next: null };
}
