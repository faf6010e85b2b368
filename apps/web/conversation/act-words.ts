// The words of what was done to messages.
import { catalogue } from "../i18n/catalogue.ts";

export const actWords = catalogue(
  {
    hidden: { one: "Message deleted for you", other: "{count} messages deleted for you" },
  },
  {
    hidden: { other: "已为你删除 {count} 条消息" },
  },
);
