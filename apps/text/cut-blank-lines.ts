// What is sent of a text that was typed: without the blank lines around it. The first line's indent stays. Pure.

const blankStart = /^(?:[^\S\n]*\n)+/;

/** The spaces at the end go too: nobody sees them. */
export const cutBlankLines = (text: string): string => text.trimEnd().replace(blankStart, "");
