// The words of the question for whom messages are to be deleted.
import { catalogue } from "../i18n/catalogue.ts";

export const removeWords = catalogue(
  {
    title: { one: "Delete message?", other: "Delete {count} messages?" },
    forAll: "Delete for everyone",
    until: "Possible until {time}",
    forMe: "Delete for me",
  },
  {
    title: { other: "删除 {count} 条消息？" },
    forAll: "为所有人删除",
    until: "{time}前可以",
    forMe: "仅为我删除",
  },
);
