// What the list of conversations says of somebody or something unknown, before the words of events are loaded.
import { catalogue } from "../i18n/catalogue.ts";

export const unknownWords = catalogue(
  {
    someone: "someone",
    unknown: "Something that this version of the app cannot show",
  },
  {
    someone: "某人",
    unknown: "当前版本无法显示此内容",
  },
);
