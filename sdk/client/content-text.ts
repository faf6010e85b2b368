// The text of a message, whatever the kind of its content.
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";
import {
  audioText,
  cardText,
  fileText,
  forwardText,
  imageText,
  linkText,
  locationLine,
  locationText,
  pollText,
  videoText,
  voiceText,
} from "../../schema/protocol/content/plain-texts.ts";

/**
 * The text of a content: of a text itself; of another kind a text that says it, which may have several lines; of a kind
 * that this version does not know the text that the server gives for it, which may be empty.
 */
export function contentText(content: ReceivedContent): string {
  switch (content.type) {
    case "text":
    case "system":
      return content.text;
    case "location":
      return locationText(content);
    case "card":
      return cardText(content);
    case "sticker":
      return content.emoji;
    case "link":
      return linkText(content);
    case "poll":
      return pollText(content);
    case "forward":
      return forwardText(content);
    case "image":
      return imageText(content);
    case "video":
      return videoText(content);
    case "audio":
      return audioText(content);
    case "voice":
      return voiceText(content);
    case "file":
      return fileText(content);
    default: {
      const fallback: unknown = "fallback" in content ? content.fallback : null;
      return typeof fallback === "string" ? fallback : "";
    }
  }
}

/** The same for lists, shorter: of a place its name, of a link its title, of a poll its question. */
export function contentLine(content: ReceivedContent): string {
  switch (content.type) {
    case "location":
      return locationLine(content);
    case "card":
      return content.name;
    case "link":
    case "forward":
      return content.title;
    case "poll":
      return content.question;
    default:
      return contentText(content);
  }
}
