// The entry point for questions to a session: checks the caller here, then calls the handler of the question's kind.
import type { BudgetName } from "../../schema/protocol/budgets.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import { limited, refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { Answer, Question, QuestionKind } from "../../schema/rpc/session-questions.ts";
import type { Caller, SignInEnd } from "../../schema/rpc/user-session.ts";
import type { Budgets } from "./budgets/budgets.ts";
import type { TokenBucket } from "../runtime/token-bucket.ts";

type Answered<Kind extends QuestionKind> = Answer<Kind> | Refused;
/** A handler for each of these kinds. Called after the asking device was checked. */
export type Answers<Kinds extends QuestionKind = QuestionKind> = {
  readonly [Kind in Kinds]: (question: Question<Kind>, deviceId: DeviceId) => Answered<Kind> | Promise<Answered<Kind>>;
};

export interface AnswersHost {
  readonly answers: Answers;
  /** Shared by all of the user's sockets and HTTP requests. */
  readonly frameRate: TokenBucket;
  readonly budgets: Pick<Budgets, "take" | "left">;
  /** @returns null if the sign-in that the caller's access token names is in force; else why it is not */
  endOf(caller: Caller): SignInEnd | null;
  now(): number;
}

/** What is left of these budgets, and of the rate of frames, which every question counts against. */
export const leftOf = (
  { frameRate, budgets, now }: Pick<AnswersHost, "frameRate" | "budgets" | "now">,
  tells: readonly BudgetName[],
): readonly QuotaLeft[] => [{ name: "frames", ...frameRate.left(now()) }, ...budgets.left(tells)];

/** @returns DEVICE_SIGNED_OUT, SUSPENDED, RATE_LIMITED, or a refusal of the question's own handler */
export async function answerQuestion<Q extends Question>(
  host: AnswersHost,
  caller: Caller,
  question: Q,
): Promise<Answered<Q["kind"]>> {
  const ended = host.endOf(caller);
  if (ended !== null) return refused(ended);
  const retryAfterMs = host.frameRate.take(host.now());
  if (retryAfterMs > 0) return limited("frames", retryAfterMs);
  const refusal = host.budgets.take({ requests: 1 });
  if (refusal !== null) return { refusal };
  // The types cannot express that the question's kind selects the handler of just this question.
  const answer = host.answers[question.kind] as (asked: Q, by: DeviceId) => Promise<Answered<Q["kind"]>>;
  return answer(question, caller.deviceId);
}
