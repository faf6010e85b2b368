// The words of what was written before a sign-out and nobody has got.
import { catalogue } from "../i18n/catalogue.ts";

export const unsentWords = catalogue(
  {
    unsentTitle: "Messages that were not sent",
    unsent: "These messages were not sent. They are sent when who wrote them signs in here again.",
    unsentOf: "These messages of {username} were not sent. They are sent when {username} signs in here again.",
    discard: "Discard",
    discardTitle: "Discard these messages?",
    discardText: "Nobody gets them, and they are shown no more.",
  },
  {
    unsentTitle: "尚未发出的消息",
    unsent: "这些消息尚未发出。写下它们的人在此重新登录后会自动发送。",
    unsentOf: "{username} 的这些消息尚未发出。{username} 在此重新登录后会自动发送。",
    discard: "放弃",
    discardTitle: "放弃这些消息？",
    discardText: "它们不会发给任何人，也不再显示。",
  },
);
