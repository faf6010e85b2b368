// The reactions that are one step away: in the bar and the sheet of a message, and on the keys 1 to 6. Pure.
import type { MessageState } from "@klatch/sdk";

/** In the form in which the server keeps them. */
export const quickEmoji = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;

/** Null: the key stands for none. */
export function emojiOfKey(key: string): string | null {
  const at = "123456".indexOf(key);
  return key.length !== 1 || at === -1 ? null : (quickEmoji[at] ?? null);
}

export const isMine = (state: MessageState | null, emoji: string): boolean =>
  state?.reactions?.some((one) => one.emoji === emoji && one.mine) === true;

/** How many chips are shown before the others are folded into "+n". */
const maxChips = 12;

/** The chips of a message: all, or the first ones with the number of the others. */
export function chipsOf(
  state: MessageState | null,
  showsAll: boolean,
): { readonly shown: NonNullable<MessageState["reactions"]>; readonly more: number } {
  const all = state?.reactions ?? [];
  // One that would be folded alone takes no more space than the fold.
  if (showsAll || all.length <= maxChips + 1) return { shown: all, more: 0 };
  return { shown: all.slice(0, maxChips), more: all.length - maxChips };
}
