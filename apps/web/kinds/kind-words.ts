// The words of kinds of content, for lists, quotes and screen readers.
import { catalogue } from "../i18n/catalogue.ts";

export const kindWords = catalogue(
  {
    gone: "Message deleted",
    location: "Location: {text}",
    card: "Contact: {text}",
    link: "Link: {text}",
    forward: "Forwarded: {text}",
    poll: "Poll: {text}",
  },
  {
    gone: "消息已删除",
    location: "位置：{text}",
    card: "名片：{text}",
    link: "链接：{text}",
    forward: "转发：{text}",
    poll: "投票：{text}",
  },
);
