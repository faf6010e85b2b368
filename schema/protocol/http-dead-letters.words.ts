// The API documents' texts for dead letters. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { deviceId, jobId, timeMs, userIds } from "./examples/story.ts";
import { deadLetterShape, deadLettersResultShape } from "./http-dead-letters.ts";

const deadLetter = {
  id: jobId,
  kind: "account-audit",
  reason: "failed" as const,
  error: "Error: D1_ERROR: the database is overloaded",
  attempts: 9,
  diedAt: timeMs,
  job: {
    v: 1,
    id: jobId,
    kind: "account-audit",
    at: timeMs - 1_200_000,
    payload: { event: "signed-in", userId: userIds.alice, deviceId, platform: "web" },
  },
};

export const deadLetterComponents = {
  DeadLetter: fromServer(deadLetterShape, "A job that no consumer could do.", deadLetter, {
    id: "The job's id; of what is no job, one that the queue gave it.",
    kind: "The kind of job; null when it is none.",
  }),
  DeadLettersResult: fromServer(deadLettersResultShape, "A page of the jobs that died, the newest first.", {
    items: [deadLetter],
    next: null,
  }),
} as const satisfies Record<string, Component>;
