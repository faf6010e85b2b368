// The states of an own message. A catalogue of its own: the list of conversations shows them before any conversation is loaded.
import { catalogue } from "../i18n/catalogue.ts";

export const stateWords = catalogue(
  {
    waiting: "Waiting",
    sent: "Sent",
    read: "Read",
    failed: "Not sent",
    silent: "Sent silently",
    burns: "Disappears {time} after reading",
    burning: "Disappears in {time}",
  },
  {
    waiting: "等待发送",
    sent: "已发送",
    read: "已读",
    failed: "未发送",
    silent: "静默发送",
    burns: "阅读后{time}消失",
    burning: "{time}后消失",
  },
);
