// What a press on an option of a poll makes of the user's choice, and what its options show. Pure.
import type { PollContent, PollState } from "@klatch/sdk";

export interface ShownOption {
  readonly text: string;
  readonly count: number;
  readonly isMine: boolean;
  /** Of all who voted, 0 to 100. */
  readonly percent: number;
}

/** @param poll undefined: nobody has voted yet */
export function shownOptions({ options }: PollContent, poll: PollState | undefined): readonly ShownOption[] {
  const { counts = [], voters = 0, mine = [] } = poll ?? {};
  return options.map((text, index) => {
    const count = counts[index] ?? 0;
    return {
      text,
      count,
      isMine: mine.includes(index),
      percent: voters === 0 ? 0 : Math.round((100 * count) / voters),
    };
  });
}

/** A second press takes the option back; of a poll that takes one answer another option takes its place. */
export function chosenAfter({ multiple }: PollContent, mine: readonly number[], pressed: number): readonly number[] {
  const isTakenBack = mine.includes(pressed);
  if (multiple !== true) return isTakenBack ? [] : [pressed];
  const others = mine.filter((option) => option !== pressed);
  return (isTakenBack ? others : [...others, pressed]).toSorted((a, b) => a - b);
}
