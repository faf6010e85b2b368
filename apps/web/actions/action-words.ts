// The words of what one can do with a message.
import { catalogue } from "../i18n/catalogue.ts";

export const actionWords = catalogue(
  {
    actions: "Actions",
    retry: "Send again",
    reply: "Reply",
    forward: "Forward",
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
    forward: "转发",
    copyText: "复制文本",
    copyLink: "复制链接",
    mention: "提及",
    writeTo: "发消息给{name}",
    details: "详情",
    discard: "放弃",
  },
);
