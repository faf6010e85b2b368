// The words of presence.
import { catalogue } from "../i18n/catalogue.ts";

export const presenceWords = catalogue(
  {
    online: "online",
    away: "away",
    lastSeen: "last seen {time}",
    invisible: "Invisible",
    invisibleNote:
      "If this is on, you are offline for everybody, and nobody sees that you type or read. You do not see what others have read in direct conversations. All your devices follow.",
  },
  {
    online: "在线",
    away: "离开",
    lastSeen: "最后在线：{time}",
    invisible: "隐身",
    invisibleNote:
      "开启后，所有人看到你都是离线，也看不到你在输入或已读。你在单聊中也看不到别人是否已读。对你的所有设备生效。",
  },
);
