// The words of deleting one's account.
import { catalogue } from "../i18n/catalogue.ts";

export const deletionWords = catalogue(
  {
    delete: "Delete account",
    title: "Delete your account?",
    text: "You are signed out everywhere. For some time you can still come back: the page where you sign in says until when. After that your name, settings and blocks are erased, you leave your groups, and those that are yours go to whoever has been an admin or a member longest. Nobody gets your username again.",
    messages: "Erase my messages, too",
    messagesNote: "Otherwise they stay, and show a deleted account as their author.",
    sure: "I am sure that I want to delete my account",
    password: "Password",
    wrong: "This is not your password.",
    tooManyTries: "Too many wrong passwords.",
  },
  {
    delete: "注销账号",
    title: "要注销账号吗？",
    text: "你会在所有设备上退出登录。一段时间内仍可恢复账号，登录页面会显示截止时间。之后，你的名字、设置和黑名单会被清除，你会退出所有群组，你的群组会转交给最早的管理员或成员。你的用户名不会再分配给任何人。",
    messages: "同时清除我的消息",
    messagesNote: "否则消息会保留，作者显示为已注销的账号。",
    sure: "我确定要注销账号",
    password: "密码",
    wrong: "密码不正确。",
    tooManyTries: "密码错误次数过多。",
  },
);
