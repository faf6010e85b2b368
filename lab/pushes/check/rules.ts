// The rules that a run can prove violated, each with what is checked.
import { VerdictOf } from "../../kit/verdict.ts";

const rules = {
  "PUSH-8": "each device was told of the newest of what is unread",
  "PUSH-9": "nothing was told that had been read before, and the last badge equals a recount",
  "PUSH-10": "no device was told again of what was known to have come, or shows a message twice",
  "PUSH-11": "a subscription ends when its service says so, and only then",
  "PUSH-32": "Apple's devices were given nothing twice",
  "PUSH-40": "nothing is shown of what is read or muted, where it can be taken back",
  "PUSH-41": "what is shown says what its message says now",
  "JOBS-8": "no job has died that a replay does not end",
  "HIB-10": "acked messages are in the log",
} as const;

export type PushRule = keyof typeof rules;

export class PushVerdict extends VerdictOf<PushRule> {
  constructor() {
    super(rules);
  }
}
