// What stands for a name that is not known yet, alone and inside of a text: models give it instead of null, and who does
// something else without a name compares with it. `Name` and `NamedText` show a bar in its place.
import { unknownWords } from "./unknown-words.ts";

/** No name has it: U+2060 is taken out of names. */
export const unknownName = "…\u2060";

/** The text for what shows no bars: a label, a tooltip, what is read aloud. */
export const spoken = (text: string): string => text.replaceAll(unknownName, unknownWords("someone"));
