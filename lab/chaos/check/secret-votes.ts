// Checks that nobody but the voter is told of a vote in an anonymous poll that it is theirs.
import { isVote } from "../changes/votes.ts";
import { saidAt, type Facts } from "./facts.ts";
import { givenEvents } from "./given-votes.ts";
import { eventLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

export function checkSecretVotes(facts: Facts, verdict: Verdict): void {
  for (const { event, userId } of givenEvents(facts)) {
    if (!isVote(event)) continue;
    const log = facts.logs.get(event.conversationId);
    const poll = log === undefined ? undefined : saidAt(log, event.targetSeq);
    if (poll?.type !== "new-message" || poll.content.type !== "poll" || poll.content.anonymous !== true) continue;
    verdict.checked("POLL-6");
    if (event.senderId !== undefined && event.senderId !== userId)
      verdict.violated("POLL-6", `${userId} is told who voted in ${poll.seq} of ${event.conversationId}`, () =>
        [poll, event].map(eventLine),
      );
  }
}
