// What stands for a name that is not known yet inside of a text. `Name` and `NamedText` show a bar in its place.

/** No name has it: U+2060 is taken out of names. Where a text cannot show a bar, as in a label, it reads as "…". */
export const unknownName = "…\u2060";
