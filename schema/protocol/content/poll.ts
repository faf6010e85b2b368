// The content kind `poll`: a question with answers to choose from. Votes are no part of it: they are changes of the message.
import * as v from "valibot";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import { seenText } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";
import { pollText } from "./plain-texts.ts";

/** The same for options that read the same: spaces, capitals and compatible signs make no difference. */
const optionKey = (option: string): string => option.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();

const areDistinct = (options: string[]): boolean =>
  new Set(options.map((option) => optionKey(option))).size === options.length;

const shape = strictShape({
  type: v.literal("poll"),
  question: seenText(wireLimits.pollQuestionMaxChars),
  options: v.pipe(
    v.array(seenText(wireLimits.pollOptionMaxChars)),
    v.minLength(wireLimits.minPollOptions),
    v.maxLength(wireLimits.maxPollOptions),
    v.check(areDistinct, "two options are the same"),
  ),
  multiple: v.exactOptional(v.boolean()),
  anonymous: v.exactOptional(v.boolean()),
});
export type PollContent = v.InferOutput<typeof shape>;

export const pollContent = {
  type: "poll",
  shape,
  isFixed: true,
  preview: ({ question }) => question,
  fallback: pollText,
  words: "A question with answers to choose from. The votes are in the message's state. It cannot be edited.",
  fields: {
    question: "What is asked.",
    options: "What there is to choose from. No two read the same, whatever their spaces and capitals.",
    multiple: "True: one person may choose several options.",
    anonymous: "True: nobody is told who voted for what, only how many did.",
  },
  example: { type: "poll", question: "Where do we meet?", options: ["At the office", "In the park"] },
} as const satisfies ContentKind<PollContent>;
