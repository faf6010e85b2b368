// The words of the settings of privacy.
import { catalogue } from "../i18n/catalogue.ts";

export const privacyWords = catalogue(
  {
    receipts: "Read receipts",
    receiptsNote:
      "If this is off, nobody sees what you read from now on, and you do not see what others have read in direct conversations. All your devices follow.",
    profile: "Who sees your bio and status",
    profileNote: "Your name and picture are for everybody. Others see an empty profile.",
    search: "Who finds you by name",
    searchNote: "Whoever knows your whole username finds you all the same.",
    "audience.everyone": "Everyone",
    "audience.friends": "Friends",
    "audience.nobody": "Nobody",
  },
  {
    receipts: "已读回执",
    receiptsNote: "关闭后，别人看不到你此后读过什么，你在单聊中也看不到别人是否已读。对你的所有设备生效。",
    profile: "谁能看到你的简介和状态",
    profileNote: "名字和头像对所有人可见。其他人看到的个人资料为空。",
    search: "谁能按名字找到你",
    searchNote: "知道你完整用户名的人仍能找到你。",
    "audience.everyone": "所有人",
    "audience.friends": "好友",
    "audience.nobody": "任何人都不能",
  },
);
