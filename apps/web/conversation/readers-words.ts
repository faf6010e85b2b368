// The words of a message's details.
import { catalogue } from "../i18n/catalogue.ts";

export const readersWords = catalogue(
  {
    sentAt: "Sent",
    unreachable: "Not loaded yet. The details are shown when there is a connection.",
    readers: "Readers",
    read: "Read",
    unread: "Not yet",
    nobodyYet: "Nobody has read it yet.",
    everyone: "Everyone has read it.",
    directRead: "Read",
    directUnread: "Not read yet",
    directHidden: "Not shown: read receipts are off for you or for {name}.",
    hidden: {
      one: "{count} person does not show what they read.",
      other: "{count} people do not show what they read.",
    },
    readByTitle: "Read by",
    readByNobody: "Nobody has opened it yet, as far as this device knows.",
  },
  {
    sentAt: "发送时间",
    unreachable: "尚未加载，联网后会显示。",
    readers: "已读情况",
    read: "已读",
    unread: "未读",
    nobodyYet: "还没有人读过。",
    everyone: "所有人都已读。",
    directRead: "已读",
    directUnread: "未读",
    directHidden: "不显示：你或{name}关闭了已读回执。",
    hidden: { other: "{count} 人不显示已读状态。" },
    readByTitle: "已读",
    readByNobody: "据此设备所知，还没有人读过。",
  },
);
