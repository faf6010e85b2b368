// The words of changed messages that stand at the messages.
import { catalogue } from "../i18n/catalogue.ts";

export const changeWords = catalogue(
  {
    edited: "edited",
    editedAt: "Edited {time}",
    editWaiting: "Edit waiting",
    gone: "Deleted message",
    pinned: "Pinned",
    starred: "Starred",
  },
  {
    edited: "已编辑",
    editedAt: "编辑于{time}",
    editWaiting: "等待保存修改",
    gone: "已删除的消息",
    pinned: "已置顶",
    starred: "已加星标",
  },
);
