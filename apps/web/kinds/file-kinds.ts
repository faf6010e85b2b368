// Kinds that have a file: a word for the kind, with what its sender called it or said with it.
import type { KnownContent } from "@klatch/sdk";
import { onOneLine } from "../../text/on-one-line.ts";
import { tameText } from "../../text/tame-text.ts";
import { fitBox } from "../media/fit-box.ts";
import { durationText } from "../media/duration-text.ts";
import type { Kind } from "./kind.ts";
import { kindWords as t } from "./kind-words.ts";
import { textHeight } from "./text-height.ts";

export type FileContent = Extract<KnownContent, { type: "image" | "video" | "audio" | "voice" | "file" }>;

/** What a picture has more than a bubble's inside, at both edges together (media-body.css). */
export const mediaEdgesPx = 16;
const heightsPx = { audio: 64, voice: 52, file: 56 } as const;
const captionGapPx = 6;

const plain = { image: "image", video: "video", audio: "audio", voice: "voice", file: "file" } as const;
const withText = {
  image: "imageOf",
  video: "videoOf",
  audio: "audioOf",
  voice: "voiceOf",
  file: "fileOf",
} as const satisfies Record<FileContent["type"], string>;

const line = (type: FileContent["type"], text: string): string =>
  text === "" ? t(plain[type]) : t(withText[type], { text: onOneLine(tameText(text)) });

/** Without the sign with which the server's line begins: "📷 The new cups". */
const unsigned = (text: string): string => text.replace(/^\S+\s*/, "");

function saidIn(content: FileContent): string {
  switch (content.type) {
    case "voice":
      return durationText(content.durationMs);
    case "audio":
    case "file":
      return content.caption === undefined ? content.name : `${content.name}\n${content.caption}`;
    case "image":
    case "video":
      return content.caption ?? "";
  }
}

/** Everything below the body's own part. */
const captionPx = (content: FileContent, widthPx: number): number =>
  !("caption" in content) || content.caption === undefined ? 0 : textHeight(content.caption, widthPx) + captionGapPx;

const fileKind = (type: FileContent["type"]): Kind<FileContent> => ({
  listed: (text) => line(type, unsigned(text)),
  preview: (content) => line(type, saidIn(content)),
  quote: (content) => line(type, saidIn(content)),
  announce: (content) => line(type, saidIn(content)),
  notify: (content) => line(type, saidIn(content)),
  copyText: (content) => ("caption" in content ? (content.caption ?? "") : ""),
  sizeHint: (content, widthPx) =>
    (content.type === "image" || content.type === "video"
      ? fitBox(content, widthPx + mediaEdgesPx).heightPx
      : heightsPx[content.type]) + captionPx(content, widthPx),
  isBare: () => false,
});

export const imageKind = fileKind("image");
export const videoKind = fileKind("video");
export const audioKind = fileKind("audio");
export const voiceKind = fileKind("voice");
export const attachedFileKind = fileKind("file");
