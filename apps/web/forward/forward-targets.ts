// The conversations to which messages may be forwarded, as a search finds them. Pure.
import type { ConversationEntry, ConversationId } from "@klatch/sdk";
import { bestRank, ranked } from "../../text/match-names.ts";

export const maxTargets = 10;
/** The server takes no more at once. */
export const maxMessages = 100;
const maxShown = 100;

/** Best match first; of equal ones, and where nothing is typed, the most recent first. */
export const targetsFor = (
  text: string,
  entries: readonly ConversationEntry[],
  titleOf: (entry: ConversationEntry) => string,
): readonly ConversationEntry[] =>
  ranked(
    entries.filter(({ left }) => left !== true),
    (entry) => (text.trim() === "" ? 0 : bestRank([titleOf(entry)], text.trim())),
    maxShown,
  ).map(({ item }) => item);

/** The chosen ones with this one added or taken out; as they were if there are as many as may be. */
export function toggled(chosen: readonly ConversationId[], id: ConversationId): readonly ConversationId[] {
  if (chosen.includes(id)) return chosen.filter((one) => one !== id);
  return chosen.length >= maxTargets ? chosen : [...chosen, id];
}
