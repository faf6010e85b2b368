// What of a scheduled message can be written anew: a text, or the words with its file. Pure.
import { isBlank, type Content, type ScheduledMessage } from "@klatch/sdk";

type Scheduled = ScheduledMessage["content"];

/** Null: nothing of it can. */
export function wordsOf(content: Scheduled): string | null {
  switch (content.type) {
    case "text":
      return content.text;
    case "image":
    case "video":
    case "audio":
    case "file":
      return content.caption ?? "";
    default:
      return null;
  }
}

/** Whether it can be without words. */
export const mayBeWordless = ({ type }: Scheduled): boolean => type !== "text";

/** The same content with other words. */
export function withWords(content: Scheduled, words: string): Content | string {
  switch (content.type) {
    case "image":
    case "video":
    case "audio":
    case "file": {
      const rest = withoutWords(content);
      return isBlank(words) ? rest : { ...rest, caption: words };
    }
    default:
      return words;
  }
}

type WithCaption = Extract<Scheduled, { readonly type: "image" | "video" | "audio" | "file" }>;

/** The server adds a line for apps that do not know the kind, and takes none. */
function withoutWords(content: WithCaption & { readonly fallback?: unknown }) {
  const { caption: _caption, fallback: _fallback, ...rest } = content;
  return rest;
}
