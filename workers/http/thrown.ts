// What the log and operators may see of an error. Clients never see it.
import { withoutParameters } from "../../durable-objects/runtime/logger.ts";
import { cutText } from "../../schema/protocol/cut-text.ts";

const maxChars = 300;

/** The error in one line, for operators. */
export function describeThrown(thrown: unknown): string {
  const told = withoutParameters(thrown);
  return cutText(told instanceof Error ? `${told.name}: ${told.message}` : String(told), maxChars);
}
