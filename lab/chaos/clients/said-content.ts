// What a message of the storm has for content: its text, or a poll that asks it.
import type { Content } from "../../../schema/protocol/content/content.ts";

/** Whether all are told who voted for what, or nobody. */
export type SaidPoll = "named" | "anonymous";

const options = ["yes", "no", "later"];

export const saidContent = (text: string, poll: SaidPoll | undefined): Content =>
  poll === undefined
    ? { type: "text", text }
    : { type: "poll", question: text, options: [...options], ...(poll === "anonymous" && { anonymous: true }) };
