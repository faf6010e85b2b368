// The words of the switcher.
import { catalogue } from "../i18n/catalogue.ts";

export const switcherWords = catalogue(
  {
    title: "Go to",
    placeholder: "Conversation or username",
    results: "Results",
    find: "Find @{username}",
    newChat: "New conversation",
    newGroup: "New group",
    settings: "Settings",
    nothing: "Nothing found. To find someone, enter their whole username.",
    hint: "↑ ↓ to choose, Enter to go, Esc to close",
  },
  {
    title: "跳转到",
    placeholder: "会话名称，或某人的用户名",
    results: "结果",
    find: "查找 @{username}",
    newChat: "新会话",
    newGroup: "新群组",
    settings: "设置",
    nothing: "没有结果。查找某人需输入完整的用户名。",
    hint: "↑ ↓ 选择，Enter 打开，Esc 关闭",
  },
);
