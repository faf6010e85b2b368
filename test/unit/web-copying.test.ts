// What selected messages are copied as.
import { expect, it } from "vitest";
import { copiedText } from "../../apps/web/copying/copied-text.ts";

const [ada, bob] = ["Ada", "Bob"];

it("[TEXT-24] one message is copied as it was typed, and so are those of one author", () => {
  expect(copiedText([{ author: ada, text: " **a**\n\n- b " }])).toBe(" **a**\n\n- b ");
  expect(
    copiedText([
      { author: ada, text: "one" },
      { author: ada, text: "two" },
    ]),
  ).toBe("one\ntwo");
});

it("[TEXT-24] messages of several have a name above each group", () => {
  const said = [
    { author: ada, text: "one" },
    { author: ada, text: "two" },
    { author: bob, text: "three" },
    { author: ada, text: "four" },
  ];
  expect(copiedText(said)).toBe("Ada:\none\ntwo\n\nBob:\nthree\n\nAda:\nfour");
});
