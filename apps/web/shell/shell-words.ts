// The words of the frame.
import { catalogue } from "../i18n/catalogue.ts";

export const shellWords = catalogue(
  {
    sections: "Sections",
    chats: "Chats",
    people: "People",
    requests: { one: "{count} friend request", other: "{count} friend requests" },
    admin: "Admin",
    me: "Me",
    withKey: "{name} ({key})",
    listWidth: "Width of the list",
    pickTitle: "Choose a conversation",
    pickText: "Or press {keys} to go anywhere.",
  },
  {
    sections: "栏目",
    chats: "会话",
    people: "联系人",
    requests: { other: "{count} 个好友请求" },
    admin: "管理",
    me: "我",
    withKey: "{name}（{key}）",
    listWidth: "列表宽度",
    pickTitle: "选择一个会话",
    pickText: "或按 {keys} 跳转到任意位置。",
  },
);
