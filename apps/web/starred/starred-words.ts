// The words of starred messages.
import { catalogue } from "../i18n/catalogue.ts";

export const starredWords = catalogue(
  {
    title: "Starred messages",
    none: "No starred messages",
    noneText: "Star a message to find it here again, on any of your devices.",
    gone: "This message is no longer there.",
    unreachable: "Not loaded yet.",
    unstar: "Remove star",
    more: "Show more",
  },
  {
    title: "星标消息",
    none: "没有星标消息",
    noneText: "给消息加上星标，就能在你的任何设备上再次找到它。",
    gone: "这条消息已不存在。",
    unreachable: "尚未载入。",
    unstar: "取消星标",
    more: "显示更多",
  },
);
