// The one structured logger: a JSON object a line. Never tokens, passwords, or what people wrote.

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type LogLevel = "debug" | "info" | "warn" | "error";

const order: readonly LogLevel[] = ["debug", "info", "warn", "error"];
let threshold: LogLevel = "info";

/** Messages below this are not written. Called once per isolate with the deployment's LOG_LEVEL. */
export function setLogLevel(level: string): void {
  threshold = order.find((known) => known === level) ?? "info";
}

export function logLine(level: LogLevel, message: string, fields: LogFields = {}): void {
  if (order.indexOf(level) < order.indexOf(threshold)) return;
  const line = JSON.stringify({ level, message, ...fields });
  if (level === "error") console.error(line);
  else if (level === "warn") console.warn(line);
  else console.log(line);
}

/** Drizzle writes a failed query's parameters (a password's hash, a message) into its message; the cause has none. */
export const withoutParameters = (thrown: unknown): unknown =>
  thrown instanceof Error && "params" in thrown ? (thrown.cause ?? "query failed") : thrown;

/** The cause stays here, without what was bound to a query: what goes to the client is a code. */
export function logError(message: string, cause: unknown, fields: LogFields = {}): void {
  const told = withoutParameters(cause);
  const error =
    told instanceof Error ? { error: told.name, reason: told.message, stack: told.stack } : { error: String(told) };
  logLine("error", message, { ...fields, ...error });
}
