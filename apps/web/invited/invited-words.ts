// The words of invitations to groups that others have made for the person.
import { catalogue } from "../i18n/catalogue.ts";

export const invitedWords = catalogue(
  {
    list: "Group invitations",
    from: { one: "{name} invites you · {count} member", other: "{name} invites you · {count} members" },
    accept: "Join",
    acceptNamed: "Join {group}",
    decline: "Decline",
    declineNamed: "Decline the invitation to {group}",
    over: "This invitation is over: it has expired or was taken back.",
    invited: "Invited, and asked first: {names}",
  },
  {
    list: "群组邀请",
    from: { other: "{name} 邀请你加入 · {count} 位成员" },
    accept: "加入",
    acceptNamed: "加入 {group}",
    decline: "拒绝",
    declineNamed: "拒绝加入 {group} 的邀请",
    over: "此邀请已失效：可能已过期或被撤回。",
    invited: "已邀请，需对方同意：{names}",
  },
);
