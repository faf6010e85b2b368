// The words of the bar that says why what is new is kept in this tab only.
import { catalogue } from "../i18n/catalogue.ts";

export const storageWords = catalogue(
  {
    storage: "Storage",
    blocked: "Storage is blocked here.",
    silent: "Storage does not answer here.",
    full: "Storage is full here.",
    deleted: "Klatch's data here was deleted.",
    newer: "A newer Klatch has taken over the data here.",
    thisTabOnly: "What is new is in this tab only, and is gone when you close it.",
    hide: "Hide",
  },
  {
    storage: "存储",
    blocked: "此浏览器不允许 Klatch 保存内容。",
    silent: "此浏览器的存储没有响应。",
    full: "此设备的存储空间已满。",
    deleted: "Klatch 的数据已从此浏览器中删除。",
    newer: "这里的数据已由新版 Klatch 接管。",
    thisTabOnly: "新内容只保存在此标签页，关闭后就会消失。",
    hide: "隐藏",
  },
);
