// What the names of the databases' migrations say, which wrangler applies apart from the code: `schema/tables/*/migrations`.

/**
 * How many migrations code must know to run on the tables that this one made, by its file's name:
 * `0012_words_needs_7.sql` is for code that knows seven. Zero where any code may.
 */
export const neededByName = (name: string): number => Number(/_needs_(\d+)\.sql$/.exec(name)?.[1] ?? 0);
