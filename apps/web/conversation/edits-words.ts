// The words of what an edited message said before.
import { catalogue } from "../i18n/catalogue.ts";

export const editsWords = catalogue(
  { edits: "Edits", first: "{time}, as sent" },
  { edits: "修改记录", first: "{time}，原文" },
);
