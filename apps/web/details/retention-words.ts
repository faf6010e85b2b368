// The words of how long the messages of a conversation stay.
import { catalogue } from "../i18n/catalogue.ts";

export const retentionWords = catalogue(
  {
    stay: "Messages stay",
    disappear: "New messages disappear after {time}",
    hint: "Let new messages disappear by themselves",
    setBy: "Set by {name}",
    you: "you",
    choose: "New messages disappear after",
    off: "Off",
  },
  {
    stay: "消息会一直保留",
    disappear: "新消息将在{time}后消失",
    hint: "让新消息自动消失",
    setBy: "由{name}设置",
    you: "你",
    choose: "新消息消失的时间",
    off: "关闭",
  },
);
