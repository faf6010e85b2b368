// The words of what can be added to a conversation beside text.
import { catalogue } from "../i18n/catalogue.ts";

export const attachWords = catalogue(
  {
    location: "Location",
    contact: "Contact",
    sendLocation: "Send a location",
    sendContact: "Send a contact",
    place: "Coordinates or map link",
    placeHint: "For example 52.51627, 13.37771, or a link copied from a map.",
    noPlace: "No place on the map",
    name: "Name (optional)",
    here: "Use my position",
    noPosition: "The browser does not tell where you are.",
  },
  {
    location: "位置",
    contact: "名片",
    sendLocation: "发送位置",
    sendContact: "发送名片",
    place: "坐标或地图链接",
    placeHint: "例如 39.90872, 116.39748，或从地图复制的链接。",
    noPlace: "不是有效的位置",
    name: "名称（可选）",
    here: "使用我的位置",
    noPosition: "浏览器未提供你的位置。",
  },
);
