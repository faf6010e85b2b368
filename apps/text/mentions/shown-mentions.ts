// Which of a message's mentions its text can show: each needs an @ of its own. Of no others is a name looked up. Pure.
import { atSigns } from "./begins-mention.ts";

/**
 * The mentions to look for in the text, in their order: as many of the first as the text has @s, and of the others those
 * whose names are known. Whoever lists fifty strangers beside a text without names makes nobody ask for them.
 */
export function shownMentions<Id>(text: string, mentions: readonly Id[], isKnown: (id: Id) => boolean): readonly Id[] {
  const most = text.split(atSigns, mentions.length + 1).length - 1;
  return most === 0 ? [] : mentions.filter((id, index) => index < most || isKnown(id));
}
