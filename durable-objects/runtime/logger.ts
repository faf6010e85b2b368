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

/** The cause stays here: what goes to the client is a code. */
export function logError(message: string, cause: unknown, fields: LogFields = {}): void {
  const error =
    cause instanceof Error
      ? { error: cause.name, reason: cause.message, stack: cause.stack }
      : { error: String(cause) };
  logLine("error", message, { ...fields, ...error });
}
