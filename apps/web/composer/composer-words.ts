// The words of the composer.
import { catalogue } from "../i18n/catalogue.ts";

export const composerWords = catalogue(
  {
    message: "Message",
    placeholder: "Write a message",
    scheduled: "Scheduled messages",
    scheduledCount: { one: "{count} scheduled message", other: "{count} scheduled messages" },
    emoji: "Emoji",
    attach: "Add",
    voice: "Record a voice message",
    formatting: "Formatting",
    mentionList: "Mention someone",
    emojiList: "Insert an emoji",
    pastedCode: "That looks like code.",
    asBlock: "Make a block of code",
    roomLeft: { one: "{count} character left", other: "{count} characters left" },
    tooLong: { one: "{count} character too many", other: "{count} characters too many" },
    waiting: { one: "{count} message waits to be sent", other: "{count} messages wait to be sent" },
  },
  {
    message: "消息",
    placeholder: "写消息",
    scheduled: "定时消息",
    scheduledCount: { other: "{count} 条定时消息" },
    emoji: "表情",
    attach: "添加",
    voice: "录制语音消息",
    formatting: "格式",
    mentionList: "提及某人",
    emojiList: "插入表情",
    pastedCode: "这看起来像代码。",
    asBlock: "转为代码块",
    roomLeft: { other: "还可输入 {count} 个字符" },
    tooLong: { other: "超出 {count} 个字符" },
    waiting: { other: "{count} 条消息等待发送" },
  },
);
