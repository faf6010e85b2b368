// The words of what is read out in the open conversation.
import { catalogue } from "../i18n/catalogue.ts";

export const announcerWords = catalogue(
  {
    said: "{author}: {text}",
    replied: "{author} replied in a thread: {text}",
    edited: "{author} edited a message: {text}",
    erased: "A message was deleted",
    reacted: "{author} reacted to your message with {emoji}",
    pinned: "{author} pinned a message",
    more: { one: "And {count} more change", other: "And {count} more changes" },
  },
  {
    said: "{author}：{text}",
    replied: "{author}在话题中回复：{text}",
    edited: "{author}编辑了一条消息：{text}",
    erased: "一条消息已删除",
    reacted: "{author}用{emoji}回应了你的消息",
    pinned: "{author}置顶了一条消息",
    more: { other: "还有 {count} 项变化" },
  },
);
