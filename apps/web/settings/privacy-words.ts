// The words of the settings of privacy.
import { catalogue } from "../i18n/catalogue.ts";

export const privacyWords = catalogue(
  {
    whoMay: "Who may",
    messages: "Write to you first",
    groups: "Add you to groups",
    presence: "See whether you are online",
    receiptsFor: "See what you have read",
    profile: "See what you tell of yourself",
    search: "Find you by a search",
    everyone: "Everyone",
    friends: "Friends",
    nobody: "Nobody",
    whoMayNote: "People you block never may.",
    receiptsForNote:
      "What you read is shown to friends in direct conversations only: for groups it is the same as nobody. Where you do not show it in a direct conversation, you do not see it either. It holds for what you read from now on, on all your devices.",
    invisible: "Invisible",
    invisibleNote:
      "If this is on, you are offline for everybody, and nobody sees that you type or read. You do not see what others have read in direct conversations. All your devices follow.",
    receipts: "Read receipts",
    receiptsNote:
      "If this is off, nobody sees what you read from now on, and you do not see what others have read in direct conversations. All your devices follow.",
  },
  {
    whoMay: "谁可以",
    messages: "主动给你发消息",
    groups: "把你加入群组",
    presence: "看到你是否在线",
    receiptsFor: "看到你是否已读",
    profile: "看到你的个人资料",
    search: "通过搜索找到你",
    everyone: "所有人",
    friends: "好友",
    nobody: "没有人",
    whoMayNote: "你屏蔽的人始终不可以。",
    receiptsForNote:
      "选“好友”时，只有好友能在单聊中看到你是否已读；在群组中等同于“没有人”。单聊中你不给对方看，就也看不到对方是否已读。从现在起对你的所有设备生效。",
    invisible: "隐身",
    invisibleNote:
      "开启后，所有人看到你都是离线，也看不到你在输入或已读。你在单聊中也看不到别人是否已读。对你的所有设备生效。",
    receipts: "已读回执",
    receiptsNote: "关闭后，别人看不到你此后读过什么，你在单聊中也看不到别人是否已读。对你的所有设备生效。",
  },
);
