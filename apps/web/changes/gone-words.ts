// The words of messages that are gone.
import { catalogue } from "../i18n/catalogue.ts";

export const goneWords = catalogue(
  {
    own: "You deleted a message",
    sender: "{author} deleted a message",
    moderator: "{actor} deleted a message from {author}",
    byYou: "You deleted a message from {author}",
    your: "{actor} deleted your message",
    erased: "This message was deleted",
    expired: "This message has expired",
    writeAgain: "Write again",
    waiting: "Waiting to be deleted for everyone",
  },
  {
    own: "你删除了一条消息",
    sender: "{author}删除了一条消息",
    moderator: "{actor}删除了{author}的一条消息",
    byYou: "你删除了{author}的一条消息",
    your: "{actor}删除了你的一条消息",
    erased: "这条消息已删除",
    expired: "这条消息已过期",
    writeAgain: "重新编辑",
    waiting: "等待为所有人删除",
  },
);
