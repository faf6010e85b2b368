// The words of what stands above the text: the message that is answered, or changed.
import { catalogue } from "../i18n/catalogue.ts";

export const stripWords = catalogue(
  {
    replyingTo: "Reply to {name}",
    cancelReply: "Cancel reply",
    editing: "Edit message",
    editOver: "Too late to edit. Send it as a new message.",
    editGone: "This message was deleted. Send it as a new message.",
    cancelEdit: "Cancel edit",
  },
  {
    replyingTo: "回复{name}",
    cancelReply: "取消回复",
    editing: "编辑消息",
    editOver: "已超过可编辑时间，可作为新消息发送。",
    editGone: "这条消息已删除，可作为新消息发送。",
    cancelEdit: "取消编辑",
  },
);
