// The words of several messages that are selected.
import { catalogue } from "../i18n/catalogue.ts";

export const selectionWords = catalogue(
  {
    selection: "Selected messages",
    count: { one: "{count} selected", other: "{count} selected" },
    selectOf: "Select message of {author}",
    copy: "Copy",
    forward: "Forward",
    delete: "Delete",
    cancel: "Cancel selection",
  },
  {
    selection: "已选消息",
    count: { other: "已选 {count} 条" },
    selectOf: "选择{author}的消息",
    copy: "复制",
    forward: "转发",
    delete: "删除",
    cancel: "取消选择",
  },
);
