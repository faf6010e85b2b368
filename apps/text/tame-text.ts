// Removes characters that would affect the text around: direction controls, stacked marks, invisible controls.

/** Bidi embeddings, overrides and isolates, which change the direction of text beside them. LRM and RLM do not. */
const directionControls = /[\u202A-\u202E\u2066-\u2069]/g;
/** Word processors, and the systems of mainframes, end lines with others than line feeds. */
const lineEnds = /\r\n?|[\v\f\x85\u2028\u2029]/g;
/** C0 and C1 controls except tab and line feed. They show as nothing or as boxes. */
const otherControls = /[^\P{Cc}\t\n]/gu;
/** More combining marks on one letter than any language uses. */
const towers = /(\p{M}{6})\p{M}+/gu;

/** Line breaks become `\n`. */
export const tameText = (text: string): string =>
  text
    .replaceAll(lineEnds, "\n")
    .replaceAll(directionControls, "")
    .replaceAll(otherControls, "")
    .replaceAll(towers, "$1");
