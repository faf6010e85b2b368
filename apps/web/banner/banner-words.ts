// The words of the bars above a conversation.
import { catalogue } from "../i18n/catalogue.ts";

export const bannerWords = catalogue(
  {
    connection: "Connection",
    takeOver: "Use it here",
    limit: "Limit",
    limited: "It goes on by itself in {time}.",
    requests: "People who ask to join",
    asksToJoin: { one: "{count} person asks to join", other: "{count} people ask to join" },
    review: "Review",
    announcement: "Announcement",
    seen: "Hide announcement",
    newVersion: "New version",
    updateReady: "A new version is ready",
    update: "Update",
    later: "Later",
  },
  {
    connection: "连接",
    takeOver: "在此使用",
    limit: "限制",
    limited: "{time}后会自动继续。",
    requests: "申请加入的人",
    asksToJoin: { other: "{count} 人申请加入" },
    review: "查看",
    announcement: "公告",
    seen: "隐藏公告",
    newVersion: "新版本",
    updateReady: "新版本已就绪",
    update: "更新",
    later: "稍后",
  },
);
