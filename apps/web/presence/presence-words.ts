// The words of presence.
import { catalogue } from "../i18n/catalogue.ts";

export const presenceWords = catalogue(
  {
    online: "online",
    away: "away",
    lastSeen: "last seen {time}",
  },
  {
    online: "在线",
    away: "离开",
    lastSeen: "最后在线：{time}",
  },
);
