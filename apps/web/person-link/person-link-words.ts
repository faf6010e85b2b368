// The words of a person's link: one's own to pass on, and what another person's leads to.
import { catalogue } from "../i18n/catalogue.ts";

export const personLinkWords = catalogue(
  {
    ownText: "Whoever opens this link can write to you.",
    share: "Share…",
    code: "QR code of your link: {address}",
    link: "Your link",
    title: "Person",
    write: "Message",
    nobody: "Nobody here is called @{username}.",
    noName: "This link names nobody.",
    find: "Find people",
  },
  {
    ownText: "任何人打开此链接都可以给你发消息。",
    share: "分享…",
    code: "你的链接的二维码：{address}",
    link: "你的链接",
    title: "用户",
    write: "发消息",
    nobody: "这里没有名为 @{username} 的人。",
    noName: "此链接没有指向任何人。",
    find: "查找联系人",
  },
);
