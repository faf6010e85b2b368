// The words of the choice for how long a conversation is muted.
import { catalogue } from "../i18n/catalogue.ts";

export const muteWords = catalogue(
  {
    muteFor: "Mute for",
    "mute.hour": "1 hour",
    "mute.eight": "8 hours",
    "mute.week": "1 week",
    "mute.forever": "Until I turn it on",
  },
  {
    muteFor: "免打扰时长",
    "mute.hour": "1 小时",
    "mute.eight": "8 小时",
    "mute.week": "1 周",
    "mute.forever": "直到我重新开启",
  },
);
