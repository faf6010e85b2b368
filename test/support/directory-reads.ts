// Counts what is asked of the directory: statements, and the rows that they read.
import { env } from "cloudflare:workers";
import { vi } from "vitest";

interface Statement {
  readonly sql: string;
  readonly bound: readonly unknown[];
}

interface DirectoryReads {
  /** The statements so far, in order. */
  readonly statements: readonly Statement[];
  /** The rows that each of them reads, by the directory's own count. */
  readonly rowsRead: () => Promise<number[]>;
}

/**
 * Counts until mocks are restored. Drizzle asks for raw rows, which come without a count: a statement is counted by
 * running it once more.
 */
export function countDirectoryReads(): DirectoryReads {
  const statements: Statement[] = [];
  const prepare = env.DIRECTORY.prepare.bind(env.DIRECTORY);
  vi.spyOn(Object.getPrototypeOf(env.DIRECTORY) as D1Database, "prepare").mockImplementation((sql) => {
    const prepared = prepare(sql);
    const bind = prepared.bind.bind(prepared);
    prepared.bind = (...bound: unknown[]) => {
      statements.push({ sql, bound });
      return bind(...bound);
    };
    return prepared;
  });
  const rowsReadBy = async ({ sql, bound }: Statement): Promise<number> =>
    (
      await prepare(sql)
        .bind(...bound)
        .all()
    ).meta.rows_read;
  return { statements, rowsRead: () => Promise.all(statements.map(rowsReadBy)) };
}
