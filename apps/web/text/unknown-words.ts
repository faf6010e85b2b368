// What the list of conversations says of somebody or something unknown, before the words of events are loaded.
import { catalogue } from "../i18n/catalogue.ts";

export const unknownWords = catalogue(
  {
    someone: "someone",
    deletedAccount: "Deleted account",
    /** For texts that earlier versions took. */
    blank: "Blank message",
    unknown: "Something that this version of the app cannot show",
  },
  {
    someone: "某人",
    deletedAccount: "已注销的账号",
    blank: "空白消息",
    unknown: "当前版本无法显示此内容",
  },
);
