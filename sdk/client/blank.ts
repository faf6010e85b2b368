// The protocol's definition of a blank text, for apps.
import { isBlank as isBlankText } from "../../schema/protocol/blank.ts";
import type { Content } from "../../schema/protocol/content/content.ts";

/**
 * Whether nobody sees anything of a text: it is empty, or has only spaces of any script, line ends, zero-width and other
 * invisible characters. Of a message with such a text `send` gives one that failed with `CONTENT_BLANK`.
 */
export const isBlank = (text: string): boolean => isBlankText(text);

/** Whether a message with this content would be refused as blank. */
export const isBlankContent = (content: Content): boolean => content.type === "text" && isBlankText(content.text);
