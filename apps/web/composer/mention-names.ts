// The words after the @ of a mention of all members.
import { everyoneNames as allNames } from "../../text/markdown/everyone-names.ts";
import { catalogue } from "../i18n/catalogue.ts";

export const mentionWords = catalogue(
  { all: allNames[0], everyone: "Everyone in the group" },
  { all: allNames[1], everyone: "群内所有人" },
);

/** The words of all languages, because the writer's language may differ from the reader's. */
export const everyoneNames: readonly string[] = allNames;
