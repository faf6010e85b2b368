// A directory (D1) of which every statement fails, or never ends.
import { standInFor } from "./stand-in-for.ts";

/** @param answer what becomes of a statement, given what was bound to it */
export function brokenDirectory(answer: (bound: readonly unknown[]) => Promise<never>): D1Database {
  const statement = {
    bind: (...bound: unknown[]) => ({
      ...statement,
      run: () => answer(bound),
      raw: () => answer(bound),
      all: () => answer(bound),
    }),
  };
  return standInFor<D1Database>({ prepare: () => statement });
}

/** What was bound to the statement is in its error. */
export const failing = (bound: readonly unknown[]): Promise<never> =>
  Promise.reject(new Error("D1_ERROR: no such thing", { cause: bound }));

export const hanging = (): Promise<never> => new Promise(() => {});
