// The reasons why the user cannot write.
import { catalogue } from "../i18n/catalogue.ts";

export const noticeWords = catalogue(
  {
    gone: "This account was deleted. What was said stays here.",
    left: "You are no longer in this group. What you have read stays here.",
    dissolved: "This group was dissolved. Its messages stay here.",
    readOnly: "Only admins can write in this group.",
    allSilenced: "Everyone but admins is silenced for now.",
    silencedUntil: "You are silenced until {time}.",
    silenced: "You are silenced until an admin ends it.",
    rejoin: "Join again",
    toChats: "Back to conversations",
  },
  {
    gone: "该账号已注销，已有内容会保留在这里。",
    left: "你已不在此群组中，之前读到的内容会保留在这里。",
    dissolved: "该群组已解散，已有内容会保留在这里。",
    readOnly: "此群组仅管理员可以发言。",
    allSilenced: "全员禁言中，仅管理员可以发言。",
    silencedUntil: "你已被禁言至 {time}。",
    silenced: "你已被禁言，直到管理员解除。",
    rejoin: "重新加入",
    toChats: "返回会话列表",
  },
);
