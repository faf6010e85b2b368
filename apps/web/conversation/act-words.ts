// The words of what was done to messages.
import { catalogue } from "../i18n/catalogue.ts";

export const actWords = catalogue(
  {
    hidden: { one: "Message deleted for you", other: "{count} messages deleted for you" },
    undo: "Undo",
  },
  {
    hidden: { other: "已为你删除 {count} 条消息" },
    undo: "撤销",
  },
);
