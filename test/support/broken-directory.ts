// A directory (D1) of which every statement fails, or never ends.

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
  // Drizzle uses no other method for these queries.
  return { prepare: () => statement } as unknown as D1Database;
}

/** What was bound to the statement is in its error. */
export const failing = (bound: readonly unknown[]): Promise<never> =>
  Promise.reject(new Error("D1_ERROR: no such thing", { cause: bound }));

export const hanging = (): Promise<never> => new Promise(() => {});
