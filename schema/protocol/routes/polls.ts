// The routes of polls: voting, closing, and who has voted.
import { userIds } from "../examples/story.ts";
import { votesQueryShape, votesResultShape } from "../http-polls.ts";
import { voteBodyShape } from "../poll.ts";
import { messageChanged, ofMessage } from "./of-message.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import { addingEvent, listing } from "./spends.ts";

export const pollRoutes = {
  vote: route({
    method: "PUT",
    path: "/api/conversations/:conversationId/messages/:seq/vote",
    who: "user",
    spends: addingEvent,
    segments: ofMessage,
    body: voteBodyShape,
    answers: messageChanged,
    codes: ["MUTED", "POLL_CLOSED", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
    limits: ["maxPollOptions"],
  }),
  closePoll: route({
    method: "POST",
    path: "/api/conversations/:conversationId/messages/:seq/close",
    who: "user",
    spends: addingEvent,
    idempotency: "natural",
    segments: ofMessage,
    answers: messageChanged,
    codes: ["FORBIDDEN", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  }),
  listVotes: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages/:seq/votes",
    who: "user",
    spends: listing,
    segments: ofMessage,
    query: votesQueryShape,
    answers: { 200: votesResultShape },
    codes: ["FORBIDDEN"],
  }),
} as const;

const committed = { 200: "It is committed; or it was so already, by the event that is named." };

export const pollWords: WordsOf<typeof pollRoutes> = {
  vote: {
    summary: "Vote in a poll",
    description:
      "What the caller chooses takes the place of what they chose before; an empty list takes their vote back. In an anonymous poll nobody else is told who voted.",
    answers: committed,
  },
  closePoll: {
    summary: "Close a poll",
    description:
      "Nobody votes in it any more, and nothing opens it again. Its author does so, or a group's owner and admins (of those below them).",
    answers: committed,
  },
  listVotes: {
    summary: "List a poll's votes",
    description:
      "Who has voted for what, as far as the caller saw them vote. Refused with `FORBIDDEN` where the poll is anonymous.",
    query: {
      option: { description: "Only who has chosen this option, an index from 0 on.", example: 1 },
      cursor: cursorWords(userIds.bob),
      limit: { description: "The most entries in a page. One with fewer may have a next one.", example: 50 },
    },
    answers: { 200: "A page of votes." },
  },
};
