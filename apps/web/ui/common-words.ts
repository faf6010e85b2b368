// Words that are used on more than one screen.
import { catalogue } from "../i18n/catalogue.ts";

export const commonWords = catalogue(
  {
    close: "Close",
    cancel: "Cancel",
    back: "Back",
    save: "Save",
    saved: "Saved",
    retry: "Try again",
    copy: "Copy",
    more: "More",
    remove: "Remove",
    you: "You",
    showPassword: "Show",
    hidePassword: "Hide",
    yes: "On",
    no: "Off",
  },
  {
    close: "关闭",
    cancel: "取消",
    back: "返回",
    save: "保存",
    saved: "已保存",
    retry: "重试",
    copy: "复制",
    more: "更多",
    remove: "移除",
    you: "你",
    showPassword: "显示",
    hidePassword: "隐藏",
    yes: "开",
    no: "关",
  },
);
