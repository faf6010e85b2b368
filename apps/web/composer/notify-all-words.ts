// The words of the question before many people are mentioned at once.
import { catalogue } from "../i18n/catalogue.ts";

export const notifyAllWords = catalogue(
  {
    title: { one: "Notify {count} person?", other: "Notify all {count} people?" },
    text: "This message mentions everyone in the group.",
  },
  {
    title: { other: "通知全部 {count} 人？" },
    text: "这条消息会提及群内所有人。",
  },
);
