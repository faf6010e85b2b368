// The words of a mention of all members.
import { everyoneNames } from "../../text/mentions/everyone-names.ts";
import { catalogue } from "../i18n/catalogue.ts";

export const mentionWords = catalogue(
  { all: everyoneNames[0], everyone: "Everyone in the group" },
  { all: everyoneNames[1], everyone: "群内所有人" },
);
