// The words of the composer.
import { catalogue } from "../i18n/catalogue.ts";

export const composerWords = catalogue(
  {
    message: "Message",
    placeholder: "Write a message",
    send: "Send",
    scheduled: "Scheduled messages",
    scheduledCount: { one: "{count} scheduled message", other: "{count} scheduled messages" },
    emoji: "Emoji",
    attach: "Add",
    replyingTo: "Reply to {name}",
    cancelReply: "Cancel reply",
    mentionList: "Mention someone",
    roomLeft: { one: "{count} character left", other: "{count} characters left" },
    tooLong: { one: "{count} character too many", other: "{count} characters too many" },
    waiting: { one: "{count} message waits to be sent", other: "{count} messages wait to be sent" },
  },
  {
    message: "消息",
    placeholder: "写消息",
    send: "发送",
    scheduled: "定时消息",
    scheduledCount: { other: "{count} 条定时消息" },
    emoji: "表情",
    attach: "添加",
    replyingTo: "回复{name}",
    cancelReply: "取消回复",
    mentionList: "提及某人",
    roomLeft: { other: "还可输入 {count} 个字符" },
    tooLong: { other: "超出 {count} 个字符" },
    waiting: { other: "{count} 条消息等待发送" },
  },
);
