// The text of a message, whatever the kind of its content.
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";

/**
 * The text of a content: of a text itself; of another kind the text that the server gives for apps that do not know the
 * kind, which may be empty.
 */
export function contentText(content: ReceivedContent): string {
  if (content.type === "text" || content.type === "system") return content.text;
  const fallback: unknown = "fallback" in content ? content.fallback : null;
  return typeof fallback === "string" ? fallback : "";
}
