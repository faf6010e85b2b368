// The words in the bodies of contents that are more than text.
import { catalogue } from "../i18n/catalogue.ts";

export const richWords = catalogue(
  {
    location: "Location",
    openMap: "Open map",
    person: "Contact",
    group: "Group",
    write: "Message",
    open: "Open",
    chatOf: "Chat of {names}",
    messages: { one: "{count} message", other: "{count} messages" },
  },
  {
    location: "位置",
    openMap: "打开地图",
    person: "联系人",
    group: "群组",
    write: "发消息",
    open: "打开",
    chatOf: "{names}的聊天记录",
    messages: { other: "{count} 条消息" },
  },
);
