// Counts the lines that the code writes to the log. Those below `warn` are not printed: the harness has them counted.
import { meter } from "./meter.ts";

type Console = Pick<typeof console, "log" | "warn" | "error">;

/** @param target the console of the Worker */
export function meterLogs(target: Console): void {
  const { warn, error } = target;
  target.log = (line: unknown) => count(line);
  target.warn = (line: unknown) => (count(line), warn(line));
  target.error = (line: unknown) => (count(line), error(line));
}

/** Our lines are JSON; what else is printed is a line of the platform's. */
function count(line: unknown): void {
  meter.add("logLines", nameOf(line), 1);
}

function nameOf(line: unknown): string {
  try {
    const { level, message } = JSON.parse(String(line)) as { readonly level?: unknown; readonly message?: unknown };
    return `${String(level)} ${String(message)}`;
  } catch {
    return "error of the platform";
  }
}
