// Files of the gallery: each kind, with and without words, sent and gone.
import { asClientMsgId, asMessageId, type FileId, type KnownContent, type User } from "@klatch/sdk";
import type { ShownEvent } from "../../../timeline/timeline-rows.ts";
import { team } from "./conversations.ts";
import { people } from "./people.ts";
import { minutesAgo } from "./time.ts";

const { ada, bob, mei, long } = people;
const hills = new URL("pictures/hills.svg", import.meta.url).pathname;
const tower = new URL("pictures/tower.svg", import.meta.url).pathname;
const cup = new URL("pictures/cup.svg", import.meta.url).pathname;

const isFileId = (text: string): text is FileId => /^file_\d{26}$/.test(text);

function idOf(number: number): FileId {
  const id = `file_${String(number).padStart(26, "0")}`;
  if (!isFileId(id)) throw new Error("this is no file's id");
  return id;
}

/** Where the gallery has the bytes of each file. Any other is gone. */
const filePaths: ReadonlyMap<string, string> = new Map([
  [idOf(1), hills],
  [idOf(2), tower],
  [idOf(3), hills],
  [idOf(10), hills],
  [idOf(11), tower],
  [idOf(12), hills],
  [idOf(13), cup],
]);

const wide = { mimeType: "image/jpeg", size: 348_213, width: 1_200, height: 800 } as const;
const tall = { mimeType: "image/png", size: 1_348_213, width: 700, height: 1_600 } as const;
/** Of a green field under a blue sky. */
const thumbhash = "1QcSHQRnh493V4dIh4eXh1h4kJUI";

const said = (
  seq: number,
  by: Pick<User, "id">,
  content: KnownContent,
  minutes: number,
  state: ShownEvent["state"] = null,
): ShownEvent => ({
  event: {
    type: "new-message",
    conversationId: team.id,
    seq,
    messageId: asMessageId(`${team.id}:${seq}`),
    senderId: by.id,
    clientMsgId: asClientMsgId(`file_${seq}`),
    content,
    createdAt: minutesAgo(minutes),
  },
  state,
  changes: [],
});

const waveform = Array.from({ length: 64 }, (_, at) => Math.round(Math.abs(Math.sin(at / 3) * Math.cos(at / 11)) * 31));

export const fileEvents: readonly ShownEvent[] = [
  said(50, bob, { type: "image", fileId: idOf(1), ...wide, thumbhash }, 70),
  said(
    51,
    bob,
    {
      type: "image",
      fileId: idOf(2),
      ...tall,
      caption: "The **tower**, from below, as it looks when one stands right in front of it",
    },
    60,
  ),
  said(52, ada, { type: "image", fileId: idOf(3), ...wide }, 55, {
    asOf: 60,
    reactions: [{ emoji: "👍", count: 2, mine: false }],
  }),
  said(53, mei, { type: "image", fileId: idOf(4), ...wide, thumbhash }, 50),
  said(54, mei, { type: "image", fileId: idOf(3), ...wide, width: 60, height: 40 }, 49),
  said(
    55,
    ada,
    {
      type: "video",
      fileId: idOf(5),
      mimeType: "video/mp4",
      size: 8_400_000,
      width: 1_280,
      height: 720,
      durationMs: 68_000,
      posterFileId: idOf(1),
    },
    48,
  ),
  said(
    56,
    bob,
    { type: "voice", fileId: idOf(6), mimeType: "audio/webm", size: 48_000, durationMs: 14_200, waveform },
    47,
  ),
  said(57, ada, { type: "voice", fileId: idOf(7), mimeType: "audio/webm", size: 8_000, durationMs: 2_100 }, 46),
  said(
    58,
    bob,
    {
      type: "audio",
      fileId: idOf(8),
      mimeType: "audio/mpeg",
      size: 4_800_000,
      name: "A song with a name that goes on for longer than there is room.mp3",
      durationMs: 181_000,
    },
    45,
  ),
  said(
    59,
    ada,
    {
      type: "file",
      fileId: idOf(9),
      mimeType: "application/pdf",
      size: 48_213,
      name: "menu.pdf",
      caption: "The new menu",
    },
    44,
  ),
  said(
    60,
    long,
    {
      type: "file",
      fileId: idOf(9),
      mimeType: "application/octet-stream",
      size: 104_857_600,
      name: "هذا اسم طويل جدا لملف لا يتسع له السطر الواحد أبدا.tar.gz",
    },
    43,
  ),
  ...[wide, tall, wide, wide, tall].map((sides, at) =>
    said(
      61 + at,
      mei,
      { type: "image", fileId: idOf(at % 2 === 0 ? 1 : 2), ...sides, ...(at === 4 && { caption: "All of Sunday" }) },
      40,
    ),
  ),
  ...[tall, wide].map((sides, at) => said(70 + at, ada, { type: "image", fileId: idOf(10 + at), ...sides }, 30)),
];

const small = { mimeType: "image/webp", size: 24_213, width: 512, height: 440 } as const;

/** Of others and one's own, one that answers with a reaction, and one that is gone. */
export const stickerEvents: readonly ShownEvent[] = [
  said(80, bob, { type: "sticker", emoji: "☕", fileId: idOf(13), ...small }, 70),
  said(81, ada, { type: "sticker", emoji: "☕", fileId: idOf(13), ...small }, 60, {
    asOf: 82,
    reactions: [{ emoji: "👍", count: 2, mine: false }],
  }),
  said(82, mei, { type: "sticker", emoji: "🎉", fileId: idOf(4), ...small }, 50),
  said(83, ada, { type: "sticker", emoji: "☕", fileId: idOf(13), ...small, width: 512, height: 64 }, 40),
  said(84, mei, { type: "text", text: "and a text after it" }, 39),
];

/** Where the bytes of a file are; null: it is gone. @param path of the request for its address */
export const madeUpAddress = (path: string): string | null =>
  filePaths.get(/\/files\/([^/]+)\/address$/.exec(path)?.[1] ?? "") ?? null;

/** The files of the gallery's conversation, the newest first. @param of which of them */
export const madeUpList = (of: string | null) => ({
  items: fileEvents
    .flatMap(({ event }) => (event.type === "new-message" && "fileId" in event.content ? [event] : []))
    .filter(
      ({ content: { type } }) =>
        of === (type === "image" || type === "video" ? "media" : type === "voice" ? "voice" : "files"),
    )
    .map(({ seq, senderId, createdAt, content }) => ({
      fileId: "fileId" in content ? content.fileId : "",
      ...{ seq, senderId, createdAt, kind: content.type },
    }))
    .toReversed(),
  next: null,
});

/** A page of the log with the message of a file. @param before the seq after it; null: the gallery has no such page */
export function madeUpPage(before: string | null) {
  const seq = Number(before) - 1;
  const found = [...fileEvents, ...stickerEvents].find(({ event }) => event.seq === seq);
  return found === undefined ? null : { events: [found.event], headSeq: 80, before: seq, after: seq };
}
