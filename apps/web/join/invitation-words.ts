// The words of links that were opened and not yet followed, which stand above the conversations.
import { catalogue } from "../i18n/catalogue.ts";

export const invitationWords = catalogue(
  {
    invitations: "Invitations",
    someGroup: "Invitation to a group",
    invitedTo: "You are invited · Open",
    waiting: "Asked to join · waiting",
    personLink: "You opened this link · Open",
    dismiss: "Dismiss the invitation: {name}",
  },
  {
    invitations: "邀请",
    someGroup: "群组邀请",
    invitedTo: "你受邀加入 · 打开",
    waiting: "已申请加入 · 等待中",
    personLink: "你打开过此链接 · 打开",
    dismiss: "忽略邀请：{name}",
  },
);
