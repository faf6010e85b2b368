// The words of a conversation's files.
import { catalogue } from "../i18n/catalogue.ts";

export const filesWords = catalogue(
  {
    title: "Files",
    kinds: "Kinds of files",
    media: "Media",
    files: "Files",
    voice: "Voice",
    noMedia: "No photos or videos yet.",
    noFiles: "No files yet.",
    noVoice: "No voice messages yet.",
    more: "Show more",
    photoBy: "Photo from {name}, {time}",
    videoBy: "Video from {name}, {time}",
    toMessage: "Show in the conversation",
  },
  {
    title: "文件",
    kinds: "文件类型",
    media: "媒体",
    files: "文件",
    voice: "语音",
    noMedia: "还没有图片或视频。",
    noFiles: "还没有文件。",
    noVoice: "还没有语音消息。",
    more: "显示更多",
    photoBy: "{name}的图片，{time}",
    videoBy: "{name}的视频，{time}",
    toMessage: "在对话中查看",
  },
);
