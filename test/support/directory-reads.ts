// Counts what a call asks of the directory: statements, and the rows that they read.
import { env } from "cloudflare:workers";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { callUnder, type HttpAnswer } from "./worker-http.ts";
import { standInFor } from "./stand-in-for.ts";

interface Statement {
  readonly sql: string;
  readonly bound: readonly unknown[];
}

interface DirectoryReads {
  /** Calls the Worker. */
  readonly call: (who: Pick<SessionResult, "accessToken">, method: string, path: string) => Promise<HttpAnswer>;
  /** The statements of these calls so far, in order. */
  readonly statements: readonly Statement[];
  /** The rows that each of them reads, by the directory's own count. */
  readonly rowsRead: () => Promise<number[]>;
}

/**
 * Counts the calls that are made by its `call`, and nothing else: consumers of the queue write into the same directory
 * at any time, for instance the audit event of a registration a second before. Drizzle asks for raw rows, which come
 * without a count: a statement is counted by running it once more.
 */
export function countDirectoryReads(): DirectoryReads {
  const statements: Statement[] = [];
  const prepare = (sql: string): D1PreparedStatement => {
    const prepared = env.DIRECTORY.prepare(sql);
    const bind = prepared.bind.bind(prepared);
    prepared.bind = (...bound: unknown[]) => {
      statements.push({ sql, bound });
      return bind(...bound);
    };
    return prepared;
  };
  const counted = { DIRECTORY: standInFor<D1Database>({ prepare }) };
  const rowsReadBy = async ({ sql, bound }: Statement): Promise<number> =>
    (
      await env.DIRECTORY.prepare(sql)
        .bind(...bound)
        .all()
    ).meta.rows_read;
  return {
    call: ({ accessToken: token }, method, path) => callUnder(counted, { method, path, token }),
    statements,
    rowsRead: () => Promise.all(statements.map(rowsReadBy)),
  };
}
