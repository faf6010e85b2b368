// The only logger: one JSON object per line. Never logs tokens, passwords or message texts.

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type LogLevel = "debug" | "info" | "warn" | "error";

const order: readonly LogLevel[] = ["debug", "info", "warn", "error"];
let threshold: LogLevel = "info";

/** Sets the lowest level that is written. Called once per isolate with the deployment's LOG_LEVEL. */
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

/**
 * Removes a failed query's parameters (a password's hash, a message), which Drizzle writes into its error; the cause
 * has none.
 */
export const withoutParameters = (thrown: unknown): unknown =>
  thrown instanceof Error && "params" in thrown ? (thrown.cause ?? "query failed") : thrown;

/** Errors whose messages quote the input that could not be read. */
const quoting: ReadonlySet<string> = new Set(["SyntaxError", "ValiError"]);

const reasonOf = ({ name, message }: Error): string =>
  quoting.has(name) ? "the text has not the shape that it should have" : message;

/** The stack without its first lines, which repeat the message. */
const stackOf = ({ message, stack = "" }: Error): string => stack.slice(stack.indexOf(message) + message.length).trim();

function fieldsOf(cause: unknown): LogFields {
  const told = withoutParameters(cause);
  if (!(told instanceof Error)) return { error: String(told) };
  const before = withoutParameters(told.cause);
  return {
    error: told.name,
    reason: reasonOf(told),
    ...(before instanceof Error ? { because: reasonOf(before) } : {}),
    stack: stackOf(told),
  };
}

/** Logs a cause, without message texts and without query parameters. Clients only get a code. */
export function logError(message: string, cause: unknown, fields: LogFields = {}): void {
  const error = fieldsOf(cause);
  logLine("error", message, { ...fields, ...error });
}

/** Log lines of one message, per isolate and minute. */
const maxSeldomLines = 10;
const seldomWindowMs = 60_000;
const seldom = new Map<string, { begunAt: number; lines: number; suppressed: number }>();

/**
 * For faults that may happen to every message at once. The first line after a flood says how many were left out.
 *
 * @param message must be constant
 */
export function logErrorSeldom(message: string, cause: unknown, fields: LogFields = {}): void {
  const now = Date.now();
  const known = seldom.get(message);
  const isOpen = known !== undefined && Math.abs(now - known.begunAt) < seldomWindowMs;
  const span = isOpen ? known : { begunAt: now, lines: 0, suppressed: 0 };
  seldom.set(message, span);
  if (span.lines >= maxSeldomLines) {
    span.suppressed += 1;
    return;
  }
  span.lines += 1;
  const suppressed = isOpen ? 0 : (known?.suppressed ?? 0);
  logError(message, cause, suppressed === 0 ? fields : { ...fields, suppressed });
}
