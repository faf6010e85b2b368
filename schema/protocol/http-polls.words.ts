// The API documents' texts for votes in polls. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { opId, timeMs as exampleTime, userIds } from "./examples/story.ts";
import { votesResultShape } from "./http-polls.ts";
import { pollStateShape, voteBodyShape } from "./poll.ts";

/** Part of states, too. */
export const pollStateComponents = {
  PollState: fromServer(
    pollStateShape,
    "The votes of a poll. It is left out before the first one.",
    { counts: [0, 2], voters: 2, mine: [1], closedBy: userIds.alice, closedAt: exampleTime },
    {
      counts: "How many people have chosen each option, in their order. Who left a group is still counted.",
      voters: "How many people have chosen any option.",
      mine: "What the caller has chosen, as indices from 0 on. Left out if nothing.",
      closedBy: "Who closed the poll. Left out while it is open.",
      closedAt: "When, in milliseconds since 1970.",
    },
  ),
} as const satisfies Record<string, Component>;

export const pollComponents = {
  VoteBody: fromClient(
    voteBodyShape,
    "What the caller chooses in a poll: it takes the place of what they chose before.",
    { opId, options: [1] },
    {
      options:
        "Indices of the poll's options, from 0 on, each once; one at most in a poll that is not `multiple`. Empty takes the vote back.",
    },
  ),
  VotesResult: fromServer(
    votesResultShape,
    "Who has voted for what, as far as the caller saw them vote.",
    { items: [{ userId: userIds.bob, options: [1], seq: 43 }], next: null },
    { "items.options": "Indices of the poll's options, from 0 on.", "items.seq": "The event of the vote." },
  ),
} as const satisfies Record<string, Component>;
