// What is about to be sent in a conversation: files, made ready one after the other. It stays when another conversation is
// opened, and goes with the page: the browser does not let a page keep them for the person to find again.
import type { ConversationId, MessageId, UserId } from "@klatch/sdk";
import { signal, type ReadonlySignal } from "@preact/signals";
import { keepLocalFile } from "../media/local-files.ts";
import type { Chat } from "../model/chat.ts";
import { kindOfType } from "./file-kind.ts";
import { prepareFilm, prepareSound } from "./prepare-film.ts";
import { preparePicture } from "./prepare-picture.ts";
import { asPlainFile, type Prepared } from "./prepared.ts";

export interface TrayItem {
  readonly key: number;
  readonly file: File;
  /** Null: it is being made ready. */
  readonly prepared: Prepared | null;
  /** Whoever sends it wants it to be saved, not shown. */
  readonly asFile: boolean;
  /** To show it here. */
  readonly url: string;
  /** Why it cannot be sent; null: it can. */
  readonly fault: "empty" | "tooLarge" | null;
}

/** At once, so that nobody drops a folder of ten thousand. */
export const mostFiles = 30;
/** What this device keeps of files that wait to be sent (`maxWaitingFileBytes`). The server says itself what it takes. */
const mostBytes = 209_715_200;

let keys = 0;

export class Tray {
  readonly #items = signal<readonly TrayItem[]>([]);
  /** One after the other: pictures take much memory while they are read. */
  #preparing: Promise<unknown> = Promise.resolve();

  get items(): ReadonlySignal<readonly TrayItem[]> {
    return this.#items;
  }

  /** @returns how many were left out, because there are too many */
  add(files: readonly File[], asFile = false): number {
    const room = mostFiles - this.#items.peek().length;
    const taken = files.slice(0, Math.max(0, room)).map((file): TrayItem => {
      const fault = file.size === 0 ? "empty" : file.size > mostBytes ? "tooLarge" : null;
      return { key: ++keys, file, prepared: null, asFile, url: URL.createObjectURL(file), fault };
    });
    this.#items.value = [...this.#items.peek(), ...taken];
    for (const { key, file, fault } of taken)
      if (fault === null)
        this.#preparing = this.#preparing.then(async () => this.#change(key, { prepared: await prepared(file) }));
    return files.length - taken.length;
  }

  remove(key: number): void {
    for (const item of this.#items.peek()) if (item.key === key) URL.revokeObjectURL(item.url);
    this.#items.value = this.#items.peek().filter((item) => item.key !== key);
  }

  setAsFile(key: number, asFile: boolean): void {
    this.#change(key, { asFile });
  }

  clear(): void {
    for (const { key } of this.#items.peek()) this.remove(key);
  }

  #change(key: number, change: Partial<TrayItem>): void {
    this.#items.value = this.#items.peek().map((item) => (item.key === key ? { ...item, ...change } : item));
  }
}

/** What cannot be shown is sent as a file. */
async function prepared(file: File): Promise<Prepared> {
  const kind = kindOfType(file.type);
  const made =
    kind === "image"
      ? await preparePicture(file).catch(() => null)
      : kind === "video"
        ? await prepareFilm(file).catch(() => null)
        : kind === "audio"
          ? await prepareSound(file).catch(() => null)
          : null;
  return made ?? asPlainFile;
}

const trays = new WeakMap<Chat, Map<ConversationId, Tray>>();

export function trayOf(chat: Chat, id: ConversationId): Tray {
  const own = trays.get(chat) ?? new Map<ConversationId, Tray>();
  trays.set(chat, own);
  const tray = own.get(id) ?? new Tray();
  own.set(id, tray);
  return tray;
}

export interface SendTrayOptions {
  readonly caption: string;
  readonly replyTo?: MessageId | undefined;
  readonly mentions?: readonly UserId[] | undefined;
  readonly silent?: true;
  readonly burnAfterMs?: number;
}

/** Whether all of it can be sent now. */
export const isSendable = (items: readonly TrayItem[]): boolean =>
  items.length > 0 && items.every(({ prepared: made, fault, asFile }) => fault === null && (made !== null || asFile));

/** Of what is said with a file. */
const captionMaxChars = 4_096;

/**
 * Sends all of it, each as a message: the answer to a message is the first, and what was written goes with the last, as a
 * message of its own where it is too long for that.
 */
export function sendTray(chat: Chat, id: ConversationId, options: SendTrayOptions): void {
  const tray = trayOf(chat, id);
  const items = tray.items.peek();
  const { caption, replyTo, mentions, ...ways } = options;
  const isShort = caption.length <= captionMaxChars;
  for (const [index, { file, prepared: made, asFile }] of items.entries()) {
    const { as, words, previews } = asFile || made === null ? asPlainFile : made;
    const isLast = index === items.length - 1;
    const isCaptioned = isLast && isShort && caption !== "";
    const message = chat.client.sendFile(id, file, {
      as,
      previews,
      words: { ...words, ...(isCaptioned && { caption }) },
      ...ways,
      ...(index === 0 && { replyTo }),
      ...(isCaptioned && { mentions }),
    });
    keepLocalFile(id, `${chat.me} ${message.clientMsgId}`, file);
  }
  if (!isShort) chat.client.send(id, caption, { ...ways, mentions });
  tray.clear();
}
