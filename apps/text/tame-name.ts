// Makes a name safe inside other text: on one line, and without characters that affect the text around. New names are so
// already; those that were stored by earlier versions of the server need not be.
import { tameText } from "./tame-text.ts";

/**
 * What is invisible or unknown, but for joiners and variants inside emoji and scripts, tags of a flag and variants of Han
 * characters.
 */
const unseen =
  /(\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}|\p{Script=Han}[\u{E0100}-\u{E01EF}])|(?!\p{Join_Control}|\uFE0E|\uFE0F)[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\p{Cn}\u2800]/gu;
const something = /[^\s\p{M}\p{Join_Control}]/u;

/** "" if nothing of it can be seen. */
export function tameName(name: string): string {
  const tamed = tameText(name)
    .replaceAll(unseen, (_whole, kept: string | undefined) => kept ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return something.test(tamed) ? tamed : "";
}
