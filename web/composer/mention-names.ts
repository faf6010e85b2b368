// What follows the @ of a mention of all: any of these in a text that mentions them.
import { catalogue } from "../i18n/catalogue.ts";

export const mentionWords = catalogue(
  { all: "all", everyone: "Everyone in the group" },
  { all: "所有人", everyone: "群内所有人" },
);

/** In every language: the writer's need not be the reader's. */
export const everyoneNames = (): string[] => Object.values(mentionWords.words).map((words) => String(words["all"]));
