// What may be told of something that was thrown: to the log and to operators, never to clients.
import { withoutParameters } from "../../durable-objects/runtime/logger.ts";

const maxChars = 300;

/** One line for operators. */
export function describeThrown(thrown: unknown): string {
  const told = withoutParameters(thrown);
  return (told instanceof Error ? `${told.name}: ${told.message}` : String(told)).slice(0, maxChars);
}
