// What the query of a list means in the API documents.

export const cursorWords = <const Example extends string>(example: Example) => ({
  description: "The `next` of the page before.",
  example,
});

export const entriesWords = { description: "The most entries in a page.", example: 50 };
