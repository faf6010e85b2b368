// How many migrations of each module a release knew. Code of one release must run on the tables of the next, and on no
// later ones (docs/operations.md, "Roll back"). `npm run freeze` appends what it keeps.

/** Entries by module of `schema/tables/`. */
export type KnownEntries = Readonly<Record<string, number>>;

export interface Release {
  /** As in `test/frozen/`. */
  readonly name: string;
  readonly entries: KnownEntries;
}

/** Oldest first. */
export const releases: readonly [Release, ...Release[]] = [
  {
    name: "2026-11-29",
    entries: {
      conversation: 1,
      directory: 6,
      due: 1,
      group: 3,
      history: 1,
      log: 7,
      "password-shard": 1,
      "user-session": 8,
    },
  },
];

/**
 * How many entries of a module code must know to run on tables made by `count` of them: those of the release before.
 * Zero where any code may, since the first release knew as many.
 */
export function neededEntries(module: string, count: number, known: readonly Release[] = releases): number {
  const before = known.map(({ entries }) => entries[module] ?? 0).filter((entries) => entries < count);
  const needed = Math.max(0, ...before);
  return needed > (known[0]?.entries[module] ?? 0) ? needed : 0;
}
