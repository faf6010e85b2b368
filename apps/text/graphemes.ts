// Splits a text into what people see as its characters. Pure.

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export const graphemesOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
