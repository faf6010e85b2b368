// The routes of dead letters, for operators.
import { deadLettersQueryShape, deadLettersResultShape } from "../http-dead-letters.ts";
import { actBodyShape } from "../http-operators.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const deadLetterRoutes = {
  listDeadLetters: route({
    method: "GET",
    path: "/api/admin/dead-letters",
    who: "operator",
    query: deadLettersQueryShape,
    answers: { 200: deadLettersResultShape },
  }),
  replayDeadLetter: route({
    method: "POST",
    path: "/api/admin/dead-letters/:id/replay",
    who: "operator",
    segments: { id: segment.deadLetterId },
    body: actBodyShape,
    mayOmitBody: true,
    answers: { 204: null },
  }),
  dropDeadLetter: route({
    method: "DELETE",
    path: "/api/admin/dead-letters/:id",
    who: "operator",
    segments: { id: segment.deadLetterId },
    body: actBodyShape,
    mayOmitBody: true,
    answers: { 204: null },
  }),
} as const;

export const deadLetterWords: WordsOf<typeof deadLetterRoutes> = {
  listDeadLetters: {
    summary: "List the jobs that died",
    description: "Jobs that no consumer could do in all their attempts, the newest first.",
    query: {
      cursor: cursorWords("1795000000000_6f1c2d3e-4b5a-4978-8c6d-0e1f2a3b4c5d"),
    },
    answers: { 200: "A page of them." },
  },
  replayDeadLetter: {
    summary: "Send a job that died to its queue again",
    description:
      "Sends the job as it came, under its own id: what an earlier attempt has done already is not done again.",
    answers: { 204: "The queue has it." },
  },
  dropDeadLetter: {
    summary: "Drop a job that died",
    description: "Forgets the job for good.",
    answers: { 204: "It is gone." },
  },
};
