// The words of a link that leads elsewhere than its label says.
import { catalogue } from "../i18n/catalogue.ts";

export const linkWords = catalogue(
  {
    leadsTo: "leads to",
    title: "Open this link?",
    elsewhere: "Its text names an address, but it leads to {place}. Open it only if you know this address.",
    open: "Open",
  },
  {
    leadsTo: "指向",
    title: "打开此链接？",
    elsewhere: "链接文字中的地址与实际不符，它将打开 {place}。请确认你认识此地址后再打开。",
    open: "打开",
  },
);
