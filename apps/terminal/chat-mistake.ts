// The error of an invalid typed line. It is caught where lines are executed, and shown to the person.
import type { TableRow } from "./lines/table.ts";

export class ChatMistake extends Error {
  override readonly name = "ChatMistake";
  /** Shown below the sentence. */
  readonly choices: readonly TableRow[];

  constructor(sentence: string, choices: readonly TableRow[] = []) {
    super(sentence);
    this.choices = choices;
  }
}
