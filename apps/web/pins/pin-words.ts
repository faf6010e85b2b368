// The words of pinned messages.
import { catalogue } from "../i18n/catalogue.ts";

export const pinWords = catalogue(
  {
    pinned: "Pinned message",
    title: "Pinned messages",
    said: "{author}: {text}",
    all: { one: "Show the pinned message", other: "Show all {count} pinned messages" },
    none: "Nothing is pinned here.",
    unpin: "Unpin message of {author}",
    pinnedBy: "Pinned by {name}, {day}",
    pinnedByYou: "Pinned by you, {day}",
  },
  {
    pinned: "置顶消息",
    title: "置顶消息",
    said: "{author}：{text}",
    all: { other: "查看全部 {count} 条置顶消息" },
    none: "这里没有置顶消息。",
    unpin: "取消置顶{author}的消息",
    pinnedBy: "{name}置顶，{day}",
    pinnedByYou: "你置顶，{day}",
  },
);
