// The platform's limits of what is stored, where local storage does not know them: 2,000,000 bytes for a string and for a
// row, in objects and in D1. What workerd itself enforces is not repeated: 100 bound parameters and 100 KB a statement, and
// 32 MiB a call (test/spec/platform-limits.test.ts shows that it does).

export const maxRowBytes = 2_000_000;
export const maxBoundParameters = 100;
export const maxStatementBytes = 100_000;

const encoder = new TextEncoder();

/** What a bound value takes in a row, in bytes; numbers as the largest that SQLite writes. */
function bytesOf(value: unknown): number {
  if (typeof value === "string") return encoder.encode(value).byteLength;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  return 8;
}

/**
 * Our statements write one row each and bind all that is large in it: what they bind is what they write.
 *
 * @throws Error as SQLite does on the platform
 */
export function checkRow(bindings: readonly unknown[]): void {
  const bytes = bindings.reduce((sum: number, value) => sum + bytesOf(value), 0);
  if (bytes > maxRowBytes) throw new Error("string or blob too big: SQLITE_TOOBIG");
}
