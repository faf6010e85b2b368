// Sends what is in the tray, each file as a message: at once, or when its time comes.
import type { FileOptions, KlatchClient, MessageId, UserId } from "@klatch/sdk";
import { keepLocalFile, posterKey } from "../media/local-files.ts";
import type { Chat } from "../model/chat.ts";
import { asPlainFile } from "./prepared.ts";
import type { Tray, TrayItem } from "./tray-model.ts";
import { inPlace, type WritingPlace } from "./writing-place.ts";

export interface ScheduleTrayOptions {
  readonly caption: string;
  readonly replyTo?: MessageId | undefined;
  readonly mentions?: readonly UserId[] | undefined;
}

export interface SendTrayOptions extends ScheduleTrayOptions {
  readonly silent?: true;
  readonly burnAfterMs?: number;
}

type Sender = Pick<Chat, "client" | "me">;

/** Whether the server keeps files of messages that are sent later. */
export const keepsForLater = ({ features }: KlatchClient): boolean => features?.includes("scheduled-files") !== false;

/** Of what is said with a file. */
const captionMaxChars = 4_096;

/**
 * The answer to a message is the first, and what was written goes with the last, as a message of its own where it is too long
 * for that, or the last is a sticker.
 */
export function sendTray(chat: Sender, place: WritingPlace, tray: Tray, options: SendTrayOptions): void {
  const { id } = place;
  const items = tray.items.peek();
  const { caption, replyTo, mentions, ...more } = options;
  const ways = { ...more, ...inPlace(place) };
  const takesWords = mayBeCaptioned(items.at(-1), caption);
  for (const [index, item] of items.entries()) {
    const isCaptioned = index === items.length - 1 && takesWords && caption !== "";
    const { file, ...as } = sentFile(item, isCaptioned ? caption : "");
    const message = chat.client.sendFile(id, file, {
      ...as,
      ...ways,
      ...(index === 0 && { replyTo }),
      ...(isCaptioned && { mentions }),
    });
    keepLocalFile(id, `${chat.me} ${message.clientMsgId}`, file);
    const poster = posterIn(item);
    if (poster !== undefined) keepLocalFile(id, posterKey(`${chat.me} ${message.clientMsgId}`), poster);
  }
  if (!takesWords) chat.client.send(id, caption, { ...ways, mentions });
  tray.clear();
}

/**
 * The same at a time. The server has to have the files before: each is uploaded and scheduled, one after the other, and leaves the
 * tray then; what is taken out of it meanwhile is not sent. What could not be scheduled stays.
 * @throws KlatchError
 */
export async function scheduleTray(
  { client }: Pick<Sender, "client">,
  place: WritingPlace,
  tray: Tray,
  atMs: number,
  { caption, replyTo, mentions }: ScheduleTrayOptions,
): Promise<void> {
  const { id } = place;
  const { scheduled } = client;
  let isSaid = caption === "";
  let isFirst = true;
  await tray.whileBusy(async () => {
    for (const { key } of tray.items.peek()) {
      const items = tray.items.peek();
      const item = items.find((one) => one.key === key);
      if (item === undefined) continue;
      const isCaptioned = !isSaid && items.length === 1 && mayBeCaptioned(item, caption);
      const { file, ...as } = sentFile(item, isCaptioned ? caption : "");
      const options = {
        ...as,
        ...(isFirst && replyTo !== undefined && { replyTo }),
        ...(isCaptioned && { mentions }),
        ...inPlace(place),
      };
      const isDone = await tray.uploading(key, async (signal, tell) => {
        const onProgress = ({ sent, total }: { readonly sent: number; readonly total: number }): void =>
          tell(sent / total);
        await scheduled.addFile(id, file, atMs, { ...options, signal, onProgress });
      });
      if (!isDone) continue;
      isFirst = false;
      isSaid ||= isCaptioned;
      tray.remove(key);
    }
    if (!isSaid) await scheduled.add(id, caption, atMs, { mentions, ...(isFirst && { replyTo }), ...inPlace(place) });
  });
}

/** What a film shows before it is played. */
const posterIn = ({ prepared, asFile }: TrayItem): Blob | undefined =>
  prepared?.as === "video" && !asFile ? (prepared.previews["1280"] ?? prepared.previews["320"]) : undefined;

/** Whether all that was written goes with this file. A sticker has no words. */
const mayBeCaptioned = (item: TrayItem | undefined, caption: string): boolean =>
  caption === "" || (item?.sticker === null && caption.length <= captionMaxChars);

function sentFile(
  { file, prepared, asFile, sticker }: TrayItem,
  caption: string,
): FileOptions & { readonly file: File } {
  if (sticker?.made) {
    const { emoji, made } = sticker;
    return { as: "sticker", file: made.file, words: { emoji, width: made.width, height: made.height } };
  }
  const { as, words, previews } = asFile || prepared === null ? asPlainFile : prepared;
  return { as, file, previews, words: { ...words, ...(caption !== "" && { caption }) } };
}
