// The words of threads.
import { catalogue } from "../i18n/catalogue.ts";

export const threadWords = catalogue(
  {
    thread: "Thread",
    replies: { one: "{count} reply", other: "{count} replies" },
    newReplies: "New replies",
    inThread: "In a thread",
    none: "No replies yet.",
    older: "Earlier replies",
    missing: "This message isn’t there any more.",
    offline: "More is shown when there is a connection.",
    follow: "Follow",
    following: "Following",
    reply: "Reply in the thread",
    placeholder: "Reply…",
    closed: "You can’t reply here.",
  },
  {
    thread: "话题",
    replies: { other: "{count} 条回复" },
    newReplies: "有新回复",
    inThread: "话题中的回复",
    none: "还没有回复。",
    older: "更早的回复",
    missing: "这条消息已不存在。",
    offline: "连接后显示更多。",
    follow: "关注",
    following: "已关注",
    reply: "在话题中回复",
    placeholder: "回复…",
    closed: "你不能在这里回复。",
  },
);
