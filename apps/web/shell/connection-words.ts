// The words of the connection's state.
import { catalogue } from "../i18n/catalogue.ts";

export const connectionWords = catalogue(
  {
    offline: "Waiting for network",
    "limited.sockets": "Connected too often",
    "limited.refreshes": "Sign-in renewed too often",
    "limited.network": "Too many attempts from this network",
    "limited.other": "Too many attempts",
    connecting: "Connecting",
    syncing: "Updating",
    stopped: "Klatch is open in another window",
  },
  {
    offline: "等待网络",
    "limited.sockets": "连接过于频繁",
    "limited.refreshes": "登录更新过于频繁",
    "limited.network": "此网络的尝试过多",
    "limited.other": "尝试过多",
    connecting: "连接中",
    syncing: "更新中",
    stopped: "Klatch 已在其他窗口打开",
  },
);
