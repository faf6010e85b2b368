// The words of what a sign-out has left behind: messages that nobody has got, and a server that has not heard of it.
import { catalogue } from "../i18n/catalogue.ts";

export const unsentWords = catalogue(
  {
    untold:
      "You are signed out on this device. The server could not be told: this tab tells it once there is a network. Until then your other devices still list this one.",
    unsentTitle: "Messages that were not sent",
    unsent: "These messages were not sent. They are sent when who wrote them signs in here again.",
    unsentOf: "These messages of {username} were not sent. They are sent when {username} signs in here again.",
    discard: "Discard",
    discardTitle: "Discard these messages?",
    discardText: "Nobody gets them, and they are shown no more.",
  },
  {
    untold:
      "你已在此设备上退出登录，但未能通知服务器：有网络后，此标签页会通知它。在那之前，你的其他设备仍会列出此设备。",
    unsentTitle: "尚未发出的消息",
    unsent: "这些消息尚未发出。写下它们的人在此重新登录后会自动发送。",
    unsentOf: "{username} 的这些消息尚未发出。{username} 在此重新登录后会自动发送。",
    discard: "放弃",
    discardTitle: "放弃这些消息？",
    discardText: "它们不会发给任何人，也不再显示。",
  },
);
