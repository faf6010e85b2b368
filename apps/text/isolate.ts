// Names of one direction within sentences of the other: without this they would draw digits and punctuation to themselves.

/** Letters that are written from right to left. */
const rightToLeft = /[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** Whether anything of it is. */
export const isRightToLeft = (text: string): boolean => rightToLeft.test(text);

const isolates = { first: "\u2068", end: "\u2069" } as const;

/** The text between marks that nobody sees, which keep it apart from the text around; as it is where it needs none. */
export const isolated = (text: string): string =>
  isRightToLeft(text) && !text.includes(isolates.first) ? isolates.first + text + isolates.end : text;

const letter = /\p{L}/u;
const apart = /(?:@|https?:\/\/|www\.)\S+/gu;

/** The direction of the first letter; names after an @ and addresses count only where there is nothing else. */
export function directionOfLine(text: string): "ltr" | "rtl" {
  const found = letter.exec(text.replaceAll(apart, " ")) ?? letter.exec(text);
  return found !== null && isRightToLeft(found[0]) ? "rtl" : "ltr";
}
