// Takes from a text what would spill over its neighbours: orders of direction, towers of marks, invisible controls.

/** Embeddings, overrides and isolates: they turn what stands beside them. The plain marks (LRM, RLM) do not. */
const directionControls = /[\u202A-\u202E\u2066-\u2069]/g;
/** C0 and C1 but tab and line feed; they show as nothing or as boxes. */
const otherControls = /[^\P{Cc}\t\n]/gu;
/** More marks on one letter than any language writes. */
const towers = /(\p{M}{6})\p{M}+/gu;

/** Line breaks become `\n`. */
export const tameText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(directionControls, "")
    .replaceAll(otherControls, "")
    .replaceAll(towers, "$1");
