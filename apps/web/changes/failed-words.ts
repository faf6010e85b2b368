// The words of changes that were refused.
import { catalogue } from "../i18n/catalogue.ts";

export const failedWords = catalogue(
  {
    edit: "Not edited. {reason}",
    recall: "Not deleted. {reason}",
    react: "Reaction not saved. {reason}",
    pin: "Not pinned or unpinned. {reason}",
    hide: "Not deleted for you. {reason}",
    vote: "Vote not counted. {reason}",
    "close-poll": "Poll not closed. {reason}",
  },
  {
    edit: "修改未保存。{reason}",
    recall: "未删除。{reason}",
    react: "回应未保存。{reason}",
    pin: "置顶未更改。{reason}",
    hide: "未为你删除。{reason}",
    vote: "投票未计入。{reason}",
    "close-poll": "投票未关闭。{reason}",
  },
);
