// Votes: people choose in polls, choose otherwise and take their votes back. Who did it in an anonymous poll is told to the
// voter alone, and may be forgotten (`check/secret-votes.ts`): then a vote is only a number more.
import { isDeepStrictEqual } from "node:util";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { VoteFrame } from "../../../schema/protocol/poll.ts";
import { changeKind, messagePath } from "./change-kind.ts";
import { isEndOfPoll } from "./poll-ends.ts";

export const isVote = (event: EventFrame): event is Extract<EventFrame, { readonly type: "vote-changed" }> =>
  event.type === "vote-changed";

const inOrder = (options: readonly number[] = []): number[] => options.toSorted((a, b) => a - b);

export const votes = changeKind<VoteFrame>("vote", {
  weight: 8,
  ask({ conversationId, seq, pollOptions }, { opId, random }) {
    // What is no poll is refused, which is tried now and then.
    if (pollOptions === undefined && !random.chance(0.02)) return null;
    const options = random.chance(0.2) ? [] : [random.below(pollOptions ?? 2)];
    return { type: "vote", opId, conversationId, seq, options };
  },
  bySdk: (client, { conversationId, seq, options }) => client.vote(conversationId, seq, options),
  overHttp: ({ options, ...target }, opId) => ({
    method: "PUT",
    path: `${messagePath(target)}/vote`,
    body: { opId, options },
  }),
  makesEvent: true,
  isWhatItAsks: (event, { seq, options }) =>
    isVote(event) &&
    event.targetSeq === seq &&
    (event.senderId === undefined || isDeepStrictEqual(inOrder(event.options), inOrder(options))),
  mayBeSo: ({ options }) => options.length === 0,
  doubled(changes) {
    const chosen = new Map<string, string>();
    for (const event of changes.filter(isVote)) {
      // Whoever it was may have chosen as before, and the others too.
      if (event.senderId === undefined) return null;
      const options = inOrder(event.options).join();
      if ((chosen.get(event.senderId) ?? "") === options) return event;
      chosen.set(event.senderId, options);
    }
    return null;
  },
  shown(changes, { userId }) {
    const last = changes.findLast((event) => isVote(event) || isEndOfPoll(event));
    if (last === undefined) return {};
    const mine = inOrder(changes.filter(isVote).findLast(({ senderId }) => senderId === userId)?.options);
    const end = changes.find(isEndOfPoll);
    return {
      poll: {
        counts: last.counts,
        voters: last.voters,
        ...(mine.length > 0 && { mine }),
        ...(end !== undefined && { closedBy: end.senderId, closedAt: end.createdAt }),
      },
    };
  },
});
