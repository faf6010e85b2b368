// The words of the composer.
import { catalogue } from "../i18n/catalogue.ts";

export const composerWords = catalogue(
  {
    message: "Message",
    placeholder: "Write a message",
    send: "Send",
    emoji: "Emoji",
    replyingTo: "Reply to {name}",
    cancelReply: "Cancel reply",
    editing: "Edit message",
    editOver: "Too late to edit. Send it as a new message.",
    editGone: "This message was deleted. Send it as a new message.",
    cancelEdit: "Cancel edit",
    saveEdit: "Save",
    mentionList: "Mention someone",
    roomLeft: { one: "{count} character left", other: "{count} characters left" },
    tooLong: { one: "{count} character too many", other: "{count} characters too many" },
    waiting: { one: "{count} message waits to be sent", other: "{count} messages wait to be sent" },
  },
  {
    message: "消息",
    placeholder: "写消息",
    send: "发送",
    emoji: "表情",
    replyingTo: "回复{name}",
    cancelReply: "取消回复",
    editing: "编辑消息",
    editOver: "已超过可编辑时间，可作为新消息发送。",
    editGone: "这条消息已删除，可作为新消息发送。",
    cancelEdit: "取消编辑",
    saveEdit: "保存",
    mentionList: "提及某人",
    roomLeft: { other: "还可输入 {count} 个字符" },
    tooLong: { other: "超出 {count} 个字符" },
    waiting: { other: "{count} 条消息等待发送" },
  },
);
