// All budgets of a user as one text: in a row of storage, and in the attachment of a socket.
import { budgetNames, type BudgetName } from "../../../schema/protocol/budgets.ts";
import type { BudgetState } from "./budget.ts";

export interface Book {
  /** Rises with every change: the newest text counts. */
  version: number;
  /** The version of the row in storage that this is or has followed: no other life of the session has spent since. */
  readonly stored: number;
  /** Days since 1970, in UTC, to which `used` belongs. */
  readonly day: number;
  /** When the account was made, as far as the session knows: ms since 1970. */
  readonly since: number;
  readonly factor: number;
  /** Noted while calls were in flight: what is reserved may have been spent since, as after a crash. */
  readonly isOpen?: boolean;
  /** Of those that were ever touched. */
  readonly states: Map<BudgetName, BudgetState>;
}

export const emptyBook = (day: number, since: number): Book => ({
  version: 0,
  stored: 0,
  day,
  since,
  factor: 1,
  states: new Map(),
});

type Packed = readonly [used: number, reserved: number, step: number, level: number, at: number];

/** JSON, written by hand: it is noted for each message. All of it are finite numbers and names of ours. */
export function writeBook({ version, stored, day, since, factor, isOpen, states }: Book): string {
  let packed = "";
  for (const [name, { used, reserved, step, level, at }] of states) {
    // Rounded down: nobody gains.
    packed += `${packed === "" ? "" : ","}"${name}":[${Math.ceil(used)},${Math.floor(reserved)},${step},${Math.floor(level)},${at}]`;
  }
  const open = isOpen === true ? '"isOpen":true,' : "";
  return `{"version":${version},"stored":${stored},"day":${day},"since":${since},"factor":${factor},${open}"states":{${packed}}}`;
}

/** Null for a text that is none, which a later version may have written. Budgets that this version does not know end. */
export function parseBook(text: string): Book | null {
  try {
    const { version, stored, day, since, factor, isOpen, states } = JSON.parse(text) as Omit<Book, "states"> & {
      readonly states: Partial<Readonly<Record<BudgetName, Packed>>>;
    };
    const known = budgetNames.flatMap((name): [BudgetName, BudgetState][] => {
      const packed = states[name];
      if (packed === undefined) return [];
      const [used, reserved, step, level, at] = packed;
      return [[name, { used, reserved, step, level, at }]];
    });
    return { version, stored, day, since, factor, ...(isOpen === true && { isOpen }), states: new Map(known) };
  } catch {
    return null; // as if there were none: a budget begins anew
  }
}

/** Without times that are still to come: the clock was set back, and no bucket may wait for them. */
export const notAhead = (book: Book, now: number): Book => ({
  ...book,
  since: Math.min(book.since, now),
  states: new Map([...book.states].map(([name, state]) => [name, { ...state, at: Math.min(state.at, now) }])),
});
