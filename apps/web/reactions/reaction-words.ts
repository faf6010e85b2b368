// The words of reactions.
import { catalogue } from "../i18n/catalogue.ts";

export const reactionWords = catalogue(
  {
    reactions: "Reactions",
    chip: { one: "{emoji}, {count} person", other: "{emoji}, {count} people" },
    reactWith: "React with {emoji}",
    takeBack: "Remove {emoji}",
    pick: "More reactions",
    showAll: { one: "{count} more reaction", other: "{count} more reactions" },
    andMore: { one: "and {count} more", other: "and {count} more" },
    notLoaded: "Not loaded yet",
  },
  {
    reactions: "回应",
    chip: { other: "{emoji}，{count} 人" },
    reactWith: "用{emoji}回应",
    takeBack: "取消{emoji}",
    pick: "更多回应",
    showAll: { other: "还有 {count} 种回应" },
    andMore: { other: "等 {count} 人" },
    notLoaded: "尚未加载",
  },
);
