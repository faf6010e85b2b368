// What a message of the storm has for content: its text, or a poll that asks it.
import type { Content } from "../../../schema/protocol/content/content.ts";

const options = ["yes", "no", "later"];

export const saidContent = (text: string, isPoll: true | undefined): Content =>
  isPoll === undefined ? { type: "text", text } : { type: "poll", question: text, options: [...options] };
