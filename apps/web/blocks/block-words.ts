// The words of blocks.
import { catalogue } from "../i18n/catalogue.ts";

export const blockWords = catalogue(
  {
    block: "Block",
    blockTitle: "Block {name}?",
    blockText:
      "Neither of you can write to the other, or sees whether the other types or has read. {name} is not told. Groups that you share stay as they are.",
    unblock: "Unblock",
    blocked: "You blocked this person. Unblock them to write.",
    people: "Blocked people",
    nobody: "Nobody is blocked.",
  },
  {
    block: "屏蔽",
    blockTitle: "屏蔽 {name}？",
    blockText: "你们将无法互发消息，也看不到对方的输入状态和已读状态。{name} 不会收到通知。共同的群组不受影响。",
    unblock: "解除屏蔽",
    blocked: "你已屏蔽此人。解除屏蔽后才能发送消息。",
    people: "已屏蔽的人",
    nobody: "没有屏蔽任何人。",
  },
);
