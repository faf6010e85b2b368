// The end of `npm run deploy` for a reason that a person can do something about.

/** Its message says what is wrong and what to do. Nothing is left half done that the next run would not finish. */
export class Stop extends Error {
  override readonly name = "Stop";
}
