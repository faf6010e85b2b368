// The words of the question before a sign-out: it must be there without a network, so they are apart from the settings'.
import { catalogue } from "../i18n/catalogue.ts";

export const signOutWords = catalogue(
  {
    title: "Sign out here?",
    text: "What Klatch keeps on this device is erased. Messages that are still waiting stay on the sign-in page until it is closed, and are sent if you sign in there again. Drafts and changes that have not reached the server are lost.",
  },
  {
    title: "在此退出登录？",
    text: "保存在此设备上的内容会被清除。等待发送的消息会留在登录页面上，直到页面关闭；在那里重新登录后会自动发送。尚未到达服务器的草稿和更改会丢失。",
  },
);
