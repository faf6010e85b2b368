// The words of what one can do with a message.
import { catalogue } from "../i18n/catalogue.ts";

export const actionWords = catalogue(
  {
    actions: "Actions",
    retry: "Send again",
    reply: "Reply",
    react: "Add reaction",
    edit: "Edit",
    pin: "Pin",
    unpin: "Unpin",
    select: "Select",
    remove: "Delete…",
    copyText: "Copy text",
    copyLink: "Copy link",
    mention: "Mention",
    writeTo: "Message {name}",
    details: "Details",
    discard: "Discard",
  },
  {
    actions: "操作",
    retry: "重新发送",
    reply: "回复",
    react: "添加回应",
    edit: "编辑",
    pin: "置顶",
    unpin: "取消置顶",
    select: "选择",
    remove: "删除…",
    copyText: "复制文本",
    copyLink: "复制链接",
    mention: "提及",
    writeTo: "发消息给{name}",
    details: "详情",
    discard: "放弃",
  },
);
