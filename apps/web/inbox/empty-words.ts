// The words that stand in place of the conversations when there are none.
import { catalogue } from "../i18n/catalogue.ts";

export const emptyWords = catalogue(
  {
    "none.unread": "Nothing unread",
    "none.unread.text": "You have read everything.",
    "none.mentions": "No mentions",
    "none.mentions.text": "Unread messages that mention you are listed here.",
    "none.groups": "No groups yet",
    "none.groups.text": "Groups that you start or join are listed here.",
    "none.archived": "Nothing archived",
    "none.archived.text": "Archived conversations are kept here until somebody writes.",
    showAll: "Show all",
    emptyTitle: "No conversations yet",
    emptyText: "Find people by their username, or let them find you.",
    findPeople: "Find people",
    haveLink: "I have a link",
    offlineTitle: "You are offline",
    offlineText: "Your conversations will be here once you are connected.",
  },
  {
    "none.unread": "没有未读消息",
    "none.unread.text": "所有消息都已读完。",
    "none.mentions": "没有人提到你",
    "none.mentions.text": "提到你的未读消息会显示在这里。",
    "none.groups": "还没有群组",
    "none.groups.text": "你创建或加入的群组会显示在这里。",
    "none.archived": "没有已归档的会话",
    "none.archived.text": "归档的会话会留在这里，直到有人发消息。",
    showAll: "显示全部",
    emptyTitle: "还没有会话",
    emptyText: "凭用户名找人，或者让别人找到你。",
    findPeople: "找人",
    haveLink: "我有链接",
    offlineTitle: "当前离线",
    offlineText: "联网后会话会显示在这里。",
  },
);
