// The words of pictures as avatars: how one is chosen, cut out and taken away.
import { catalogue } from "../i18n/catalogue.ts";

export const avatarWords = catalogue(
  {
    choose: "Choose a picture",
    change: "Change picture",
    remove: "Remove picture",
    title: "Cut out the picture",
    use: "Use picture",
    window: "The part that is used. Arrow keys move the picture, + and − zoom.",
    hint: "Drag the picture to where you want it.",
    zoom: "Zoom",
    zoomed: "{percent}%",
    noPicture: "This file is no picture that can be shown here.",
    notMade: "This browser cannot cut pictures out.",
    refused: "The server does not take this picture.",
  },
  {
    choose: "选择图片",
    change: "更换头像图片",
    remove: "移除头像图片",
    title: "裁剪图片",
    use: "使用图片",
    window: "将要使用的部分。方向键移动图片，+ 和 − 缩放。",
    hint: "拖动图片以调整位置。",
    zoom: "缩放",
    zoomed: "{percent}%",
    noPicture: "此文件不是可以显示的图片。",
    notMade: "此浏览器无法裁剪图片。",
    refused: "服务器不接受此图片。",
  },
);
