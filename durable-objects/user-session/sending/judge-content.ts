// Whether a content may be sent: the same for new messages and for edits.
import { blankAt, type Content } from "../../../schema/protocol/content/content.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { utf8LengthExceeds } from "../../runtime/text.ts";

/**
 * @param body contains the content as JSON: if even that is small enough, the content need not be measured
 * @returns CONTENT_TOO_LARGE, or CONTENT_BLANK if nothing is seen of it
 */
export function judgeContent(content: Content, body: string): Refusal | null {
  const isLarge = utf8LengthExceeds(body, wireLimits.maxContentBytes);
  if (isLarge && utf8LengthExceeds(JSON.stringify(content), wireLimits.maxContentBytes))
    return { code: "CONTENT_TOO_LARGE", pointer: "/content" };
  const blank = blankAt(content);
  return blank === null ? null : { code: "CONTENT_BLANK", pointer: `/content${blank}` };
}
