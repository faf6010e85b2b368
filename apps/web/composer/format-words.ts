// The words of the row that formats what is written.
import { catalogue } from "../i18n/catalogue.ts";

export const formatWords = catalogue(
  { bold: "Bold", italic: "Italic", strike: "Strikethrough", code: "Code", block: "Code block" },
  { bold: "粗体", italic: "斜体", strike: "删除线", code: "代码", block: "代码块" },
);
