// The text of a message, whatever the kind of its content.
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";

/** The text of a content: of a text itself; of a kind that this SDK does not know the fallback, which may be empty. */
export function contentText(content: ReceivedContent): string {
  const text: unknown = content.type === "text" ? content.text : content.fallback;
  return typeof text === "string" ? text : "";
}
