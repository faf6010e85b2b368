// The words of the settings of privacy.
import { catalogue } from "../i18n/catalogue.ts";

export const privacyWords = catalogue(
  {
    receipts: "Read receipts",
    receiptsNote:
      "If this is off, nobody sees what you read from now on, and you do not see what others have read in direct conversations. All your devices follow.",
  },
  {
    receipts: "已读回执",
    receiptsNote: "关闭后，别人看不到你此后读过什么，你在单聊中也看不到别人是否已读。对你的所有设备生效。",
  },
);
