// Messages of the gallery whose files are on their way: going, stopped, and refused.
import { asClientMsgId, noFileId, type Content, type KlatchError, type OutgoingMessage } from "@klatch/sdk";
import { team } from "./conversations.ts";
import { minutesAgo } from "./time.ts";

const thumbhash = "1QcSHQRnh493V4dIh4eXh1h4kJUI";
const picture: Content = {
  ...{ type: "image", fileId: noFileId, size: 2_400_000, mimeType: "image/jpeg", width: 1_200, height: 800 },
  ...{ thumbhash, caption: "The hills" },
};
const archive: Content = {
  ...{ type: "file", fileId: noFileId, size: 48_000_000, mimeType: "application/zip" },
  name: "All pictures of the year in one archive.zip",
};
const song: Content = {
  ...{ type: "audio", fileId: noFileId, size: 4_800_000, mimeType: "audio/mpeg" },
  ...{ name: "song.mp3", durationMs: 181_000 },
};

type State = NonNullable<OutgoingMessage["file"]>["progress"]["state"];

const upload = (
  id: string,
  content: Content,
  part: number,
  state: State,
  error: KlatchError | null = null,
): OutgoingMessage => {
  const size = "size" in content ? content.size : 0;
  return {
    clientMsgId: asClientMsgId(id),
    conversationId: team.id,
    content,
    file: {
      ...{ as: "file", name: "name" in content ? content.name : "hills.jpg", type: "", size },
      progress: { sent: Math.round(part * size), total: size, state },
      pause: () => {},
      resume: () => {},
    },
    ...{ replyTo: undefined, mentions: undefined, thread: undefined, silent: false, burnAfterMs: undefined },
    writtenAtMs: minutesAgo(1),
    ...{ state: error === null ? "waiting" : "failed", error, heldBy: null },
    acked: new Promise(() => {}),
    retry: () => false,
    discard: () => false,
  };
};

const stickerOf = (width: number, height: number): Content => ({
  ...{ type: "sticker", emoji: "☕", fileId: noFileId, size: 24_213, mimeType: "image/webp" },
  ...{ width, height },
});
export const stickerUploads: readonly OutgoingMessage[] = [
  upload("upload_5", stickerOf(512, 440), 0.4, "sending"),
  upload("upload_6", stickerOf(16, 16), 0, "paused"),
];

export const uploads = (refusal: KlatchError): readonly OutgoingMessage[] => [
  upload("upload_1", picture, 0.4, "sending"),
  upload("upload_2", archive, 0.75, "paused"),
  upload("upload_3", song, 0, "hashing"),
  upload("upload_4", archive, 0, "failed", refusal),
];
