// What people set for themselves in the storm: values of which the one that was set last counts, on all of their devices.
// Each kind is declared once, in a file of this folder, with a line in `kinds.ts`.
import type { Rule } from "../check/verdict.ts";
import type { UserView } from "../history/final-state.ts";
import type { HttpRequest } from "../clients/authorized-call.ts";
import type { Target } from "../changes/change-kind.ts";
import type { Random } from "../../kit/random.ts";

/** As JSON has it; null: as at the beginning. */
export type OwnValue = string | number | boolean | null;

export interface OwnWrite {
  /** What is set: the same for all writes of which one counts. It begins with the name of the kind. */
  readonly key: string;
  readonly value: OwnValue;
  readonly request: HttpRequest;
}

export interface OwnKind {
  readonly name: string;
  /** What is violated if it is lost. */
  readonly rule: Rule;
  /** Messages and reading end it too: it may be as at the beginning whatever was set. */
  readonly endsByItself?: true;
  /** Whether what was set at `asked` may have ended with something else since: then it is as at the beginning. */
  mayHaveEnded?(view: UserView, key: string, asked: number): boolean;
  /** Relative frequency. */
  readonly weight: number;
  /** @param target a message of a conversation that the user may be in */
  ask(target: Target, random: Random): OwnWrite;
  /** All values of this kind that the user reads at the end, by key. Those that are as at the beginning may be missing. */
  read(view: UserView): ReadonlyMap<string, OwnValue>;
}
