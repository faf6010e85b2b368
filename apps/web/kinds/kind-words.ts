// The words of kinds of content.
import { catalogue } from "../i18n/catalogue.ts";

export const kindWords = catalogue({ gone: "Message deleted" }, { gone: "消息已删除" });
