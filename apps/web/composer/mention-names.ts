// What follows the @ of a mention of all: any of these in a text that mentions them.
import { catalogue } from "../i18n/catalogue.ts";

const allNames = ["all", "所有人"] as const;

export const mentionWords = catalogue(
  { all: allNames[0], everyone: "Everyone in the group" },
  { all: allNames[1], everyone: "群内所有人" },
);

/** In every language: the writer's need not be the reader's. */
export const everyoneNames: readonly string[] = allNames;
