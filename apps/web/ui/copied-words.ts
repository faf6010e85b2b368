// What a toast says when something was copied: its name.
import { catalogue } from "../i18n/catalogue.ts";

export const copiedWords = catalogue(
  {
    text: "Text copied",
    link: "Link copied",
    messageLink: "Link to the message copied",
    username: "Username copied",
    name: "Name copied",
    id: "ID copied",
    messages: "Messages copied",
    failed: "The browser did not allow copying",
  },
  {
    text: "文本已复制",
    link: "链接已复制",
    messageLink: "消息链接已复制",
    username: "用户名已复制",
    name: "名称已复制",
    id: "标识已复制",
    messages: "消息已复制",
    failed: "浏览器不允许复制",
  },
);

/** What can be copied. */
export type Copied = Exclude<Parameters<typeof copiedWords>[0], "failed">;
