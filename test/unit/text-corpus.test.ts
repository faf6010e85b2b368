// Ordinary texts as people write them in chats, in every view of them.
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { lineOf, rowsOf } from "../../apps/terminal/lines/line.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { onOneLine } from "../../apps/text/on-one-line.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { notationOf, numbersAsText, seenInTerminal, seenOf } from "../corpus/notation.ts";
import { readCorpus } from "../corpus/read-corpus.ts";

const corpus = readCorpus();

const faultsOf = (judge: (text: (typeof corpus)[number]) => readonly [is: string, shouldBe: string]): string[] =>
  corpus.flatMap((text) => {
    const [is, shouldBe] = judge(text);
    return is === shouldBe ? [] : [`${text.name}\n  is        ${is}\n  should be ${shouldBe}`];
  });

/** Blank lines between paragraphs are a distance there, which nobody sees as a line. */
const closeUp = (text: string): string => text.replaceAll(/\n\s*\n/g, "\n");

describe("[TEXT-50] the corpus", () => {
  it("has hundreds of texts in many languages, and Markdown that is meant in a third", () => {
    expect(corpus.length).toBeGreaterThan(700);
    expect(new Set(corpus.map(({ language }) => language)).size).toBeGreaterThanOrEqual(30);
    const meant = corpus.filter(({ message }) => message !== null);
    expect(meant.length / corpus.length).toBeGreaterThan(1 / 3);
  });

  it("is seen in messages", () => {
    expect(
      faultsOf(({ typed, message, mentioned }) => {
        const is = notationOf(
          parseMarkdown(
            typed,
            mentioned.map((name) => ({ name, me: false })),
          ),
        );
        return message === null ? [numbersAsText(is), typed.trimEnd()] : [closeUp(is), closeUp(message)];
      }),
    ).toEqual([]);
  });

  it("is seen in previews and quotes", () => {
    expect(
      faultsOf(({ typed, message, preview }) => [
        previewText(typed),
        preview ?? onOneLine(message === null ? typed : seenOf(message)),
      ]),
    ).toEqual([]);
  });

  it("is seen in the terminal with its styles, and through a pipe as typed", () => {
    const screen = { columns: 300, isStyled: true };
    const writtenOf = ({ typed, mentioned }: (typeof corpus)[number]) => ({
      head: "",
      written: { text: typed, mentions: mentioned.map((name) => ({ name, me: false })) },
    });
    const rows = (text: (typeof corpus)[number]): string =>
      stripVTControlCharacters(rowsOf(writtenOf(text), screen).join("\n")).replaceAll(/[\u2066-\u2069]/g, "");
    expect(faultsOf((text) => [rows(text), text.terminal ?? seenInTerminal(text.message ?? text.typed)])).toEqual([]);
    expect(faultsOf((text) => [lineOf(writtenOf(text)), text.typed.replaceAll("\n", "\n    ")])).toEqual([]);
  });
});
