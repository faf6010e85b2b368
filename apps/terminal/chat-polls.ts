// Polls as a person types them: `/poll QUESTION | OPTION | OPTION`, and the numbers of options in `/vote`. Pure.
import { isBlank, type PollContent } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";

export const pollHelp = `  /poll QUESTION | OPTION | OPTION   asks; /poll --several --anonymous … for several answers, without names
  /vote N 2         votes for an option of the poll N, or several: /vote N 1,3; /vote N none takes the vote back
  /close N          closes the poll N`;

const usage = "What, and which answers? /poll QUESTION | OPTION | OPTION";
const flags = { "--several": "multiple", "--anonymous": "anonymous" } as const;

/** @throws ChatMistake */
export function pollOf(line: string): PollContent {
  const [, given = "", said = ""] = /^((?:--\w+\s+)*)(.*)$/s.exec(line.trim()) ?? [];
  const [question = "", ...options] = said.split("|").map((part) => part.trim());
  if (isBlank(question) || options.length < 2 || options.some((option) => isBlank(option)))
    throw new ChatMistake(usage);
  const how: { multiple?: true; anonymous?: true } = {};
  for (const flag of given.split(/\s+/).filter((one) => one !== "")) {
    if (flag !== "--several" && flag !== "--anonymous")
      throw new ChatMistake(`There is no ${flag}: --several, --anonymous`);
    how[flags[flag]] = true;
  }
  return { type: "poll", question, options, ...how };
}

/** Indices from 0 on, of the numbers that the message lists. @throws ChatMistake */
export function votedOptions(said: string): readonly number[] {
  if (said === "none") return [];
  const numbers = said.split(/[\s,]+/).filter((one) => one !== "");
  if (numbers.length === 0 || !numbers.every((one) => /^[1-9]\d?$/.test(one)))
    throw new ChatMistake("For what? /vote NUMBER 2, /vote NUMBER 1,3, /vote NUMBER none");
  return [...new Set(numbers.map((one) => Number(one) - 1))];
}
