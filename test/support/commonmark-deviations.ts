// Where messages differ from CommonMark 0.31.2, and why. Numbers are those of its examples.

/** Sections whose syntax is no part of a message: it is shown as it was typed. */
export const unsupportedSections: readonly string[] = [
  "Thematic breaks",
  "ATX headings",
  "Setext headings",
  "Indented code blocks",
  "HTML blocks",
  "Link reference definitions",
  "Raw HTML",
  "Entity and numeric character references",
];

export interface Deviation {
  readonly reason: string;
  readonly examples: readonly number[];
}

const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Of the other sections: each example that differs, once. */
export const deviations: readonly Deviation[] = [
  {
    reason: "The example has a heading, a rule, indented code, HTML or an entity, which stay as they were typed.",
    examples: [
      ...[
        1, 2, 3, 5, 6, 7, 8, 10, 11, 18, 21, 141, 225, 227, 228, 229, 230, 231, 232, 234, 236, 246, 252, 253, 254, 257,
      ],
      ...[
        264, 270, 271, 272, 273, 274, 278, 286, 287, 288, 289, 290, 300, 308, 309, 313, 344, 475, 476, 477, 494, 503,
        524,
      ],
      ...[642, 643, 646, 647],
    ],
  },
  {
    reason: "The example has a link by reference. Brackets without an address are brackets: `[1]`, `[x]: nowhere`.",
    examples: [
      23,
      317,
      ...from(527, 545),
      549,
      550,
      ...from(553, 571),
      573,
      576,
      577,
      ...from(582, 589),
      591,
      592,
      593,
    ],
  },
  {
    reason:
      "An answer below a quote, and a line below a list, are not of it: whoever means so repeats the `>` or indents.",
    examples: [233, 238, 247, 250, 251, 291, 292, 293, 312],
  },
  {
    reason: "One line with a marker is a sentence: `1986. A great year`, `- 5 degrees`, `* plus VAT`.",
    examples: [235, 255, 260, 265, 267, 268, 276, 280, 284, 297, 298, 299, 301, 302, 305, 322],
  },
  { reason: "A `>` with nothing behind it is no quote.", examples: [239, 240] },
  {
    reason: "A backslash is hidden only before a mark that would have acted: `C:\\*.txt`, `¯\\_(ツ)_/¯`, `\\\\server`.",
    examples: [12, 14, 15, 493, 606],
  },
  { reason: "A backslash at the end of a line is shown: every line break is kept.", examples: [16, 634, 637, 639] },
  { reason: "Code between backticks keeps its line breaks.", examples: [335, 337, 640, 641] },
  { reason: "A fence or backticks around nothing are shown.", examples: [126, 129, 130, 138, 237, 334] },
  {
    reason: "What stands beside a fence must look like a language, because it is shown as one.",
    examples: [24, 143, 144, 146],
  },
  {
    reason: "A fence that no line closes is one if the rest has no such marks; tildes must be closed.",
    examples: [134, 137, 139],
  },
  { reason: "A star inside a word or between numbers is no mark: `2*3*4`, `Lehrer*innen`.", examples: [355, 356, 429] },
  { reason: "Marks between two other signs draw faces: `-_-`, `^_^`, `>_<`.", examples: [364, 390] },
  {
    reason: "Around nothing that can be read, marks are shown: `*_*`.",
    examples: [437, 438, 440, 441, 449, 450, 452, 453],
  },
  {
    reason: "The target is no address of the web or of mail.",
    examples: [...from(484, 487), 491, 492, ...from(495, 502), 504, 517, 520, 522, 578, 580, 596, 598, 599, 601].filter(
      (example) => example !== 497,
    ),
  },
  {
    reason: "An address is a link by itself, as in GitHub's Markdown.",
    examples: [488, 507, 508, 513, 518, 519, 602, 608, 611, 612],
  },
  { reason: "The address of a link is as browsers write it.", examples: [20, 526, 597, 603, 605] },
  { reason: "A link without a label shows its address.", examples: [581] },
];
