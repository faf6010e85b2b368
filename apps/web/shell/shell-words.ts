// The words of the frame.
import { catalogue } from "../i18n/catalogue.ts";

export const shellWords = catalogue(
  {
    sections: "Sections",
    chats: "Chats",
    admin: "Admin",
    me: "Me",
    withKey: "{name} ({key})",
    unread: { one: "{count} unread message", other: "{count} unread messages" },
    update: "A new version is ready",
    settings: "Settings",
    myLink: "Share my link",
    signOut: "Sign out",
    listWidth: "Width of the list",
    closeSide: "Close the side panel",
  },
  {
    sections: "栏目",
    chats: "会话",
    admin: "管理",
    me: "我",
    withKey: "{name}（{key}）",
    unread: { other: "{count} 条未读消息" },
    update: "新版本已就绪",
    settings: "设置",
    myLink: "分享我的链接",
    signOut: "退出登录",
    listWidth: "列表宽度",
    closeSide: "关闭侧栏",
  },
);
