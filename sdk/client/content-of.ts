// What an app may write as a content: a string is a text.
import type { Content } from "../../schema/protocol/content/content.ts";

export const contentOf = (written: string | Content): Content =>
  typeof written === "string" ? { type: "text", text: written } : written;
