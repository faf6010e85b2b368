// The words of the forward switcher.
import { catalogue } from "../i18n/catalogue.ts";

export const forwardWords = catalogue(
  {
    title: { one: "Forward {count} message", other: "Forward {count} messages" },
    search: "Search conversations",
    conversations: "Conversations",
    nothing: "No conversation found",
    comment: "Add a comment (optional)",
    merged: "As one message",
    send: "Forward",
    gone: "A message was deleted meanwhile.",
    tooMuch: "Too much for one message. Forward them one by one.",
    full: { other: "At most {count} at once" },
    tooMany: { other: "At most {count} messages at once. Select fewer." },
    done: { one: "Forwarded to {count} conversation", other: "Forwarded to {count} conversations" },
  },
  {
    title: { other: "转发 {count} 条消息" },
    search: "搜索会话",
    conversations: "会话",
    nothing: "未找到会话",
    comment: "添加留言（可选）",
    merged: "合并为一条消息",
    send: "转发",
    gone: "有消息已被删除。",
    tooMuch: "内容过多，请逐条转发。",
    full: { other: "一次最多 {count} 个" },
    tooMany: { other: "一次最多 {count} 条消息，请减少选择。" },
    done: { other: "已转发到 {count} 个会话" },
  },
);
