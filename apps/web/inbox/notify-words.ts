// The words of what a person is told of in a conversation.
import { catalogue } from "../i18n/catalogue.ts";

export const notifyWords = catalogue(
  {
    title: "Notifications",
    all: "All messages",
    mentions: "Mentions only",
    none: "None",
  },
  {
    title: "通知",
    all: "所有消息",
    mentions: "仅提及我的",
    none: "不通知",
  },
);
