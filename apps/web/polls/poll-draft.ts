// A poll that is being written: what is wrong with it, or the content. Pure.
import { isBlank, type PollContent } from "@klatch/sdk";

export interface PollDraft {
  readonly question: string;
  /** Blank ones are left out. */
  readonly options: readonly string[];
  readonly multiple: boolean;
  readonly anonymous: boolean;
}

export const pollBounds = { questionChars: 300, optionChars: 100, minOptions: 2, maxOptions: 12 } as const;

export const emptyPoll: PollDraft = { question: "", options: ["", ""], multiple: false, anonymous: false };

/** The content; or which rule it breaks. */
export function pollOf({ question, options, multiple, anonymous }: PollDraft): PollContent | "tooFew" | "same" {
  const written = options.filter((option) => !isBlank(option)).map((option) => option.trim());
  if (written.length < pollBounds.minOptions) return "tooFew";
  // The server refuses more that reads the same.
  if (new Set(written.map((option) => option.toLowerCase())).size < written.length) return "same";
  return {
    type: "poll",
    question: question.trim(),
    options: written,
    ...(multiple && { multiple }),
    ...(anonymous && { anonymous }),
  };
}
