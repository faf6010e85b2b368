// What is about to be sent: files, made ready one after the other. Pure, but for the addresses of their bytes.
import { signal, type ReadonlySignal } from "@preact/signals";
import type { Chat } from "../model/chat.ts";
import type { Prepared } from "./prepared.ts";

export interface TrayItem {
  readonly key: number;
  readonly file: File;
  /** Null: it is being made ready. */
  readonly prepared: Prepared | null;
  /** Whoever sends it wants it to be saved, not shown. */
  readonly asFile: boolean;
  /** It is sent as a sticker; null: it is not. */
  readonly sticker: TraySticker | null;
  /** To show it here. */
  readonly url: string;
  /** Why it cannot be sent; null: it can. */
  readonly fault: TrayFault | null;
  /** How much of it is uploaded, 0 to 1, while that is waited for. */
  readonly uploaded: number | null;
}

/** A picture that may be a sticker. */
export interface StickerFile {
  readonly file: File;
  readonly width: number;
  readonly height: number;
}

export interface TraySticker {
  /** What it stands for. */
  readonly emoji: string;
  /** What is sent in the place of the file; null: it is being made. */
  readonly made: StickerFile | null;
}

/** It has no bytes, or more than this number. */
export type TrayFault = "empty" | number;

/** At once, so that nobody drops a folder of ten thousand. */
export const mostFiles = 30;
/** What this device keeps of files that wait to be sent (`maxWaitingFileBytes`). */
const mostWaitingBytes = 209_715_200;

/** Of one file, as the server and this device take it. */
export const mostBytesFor = ({ client }: Pick<Chat, "client">): number =>
  Math.min(mostWaitingBytes, client.files.maxBytes ?? mostWaitingBytes);

let keys = 0;

export class Tray {
  readonly #items = signal<readonly TrayItem[]>([]);
  readonly #isBusy = signal(false);
  /** Of what is being uploaded: taking it out ends that. */
  readonly #uploads = new Map<number, AbortController>();
  readonly #prepare: (file: File) => Promise<Prepared>;
  /** One after the other: pictures take much memory while they are read. */
  #preparing: Promise<unknown> = Promise.resolve();

  /** @param prepare never rejects: what cannot be shown is a file */
  constructor(prepare: (file: File) => Promise<Prepared>) {
    this.#prepare = prepare;
  }

  get items(): ReadonlySignal<readonly TrayItem[]> {
    return this.#items;
  }

  /** It is being sent, one after the other: nothing else can be sent meanwhile. */
  get isBusy(): ReadonlySignal<boolean> {
    return this.#isBusy;
  }

  async whileBusy(send: () => Promise<void>): Promise<void> {
    this.#isBusy.value = true;
    try {
      await send();
    } finally {
      this.#isBusy.value = false;
    }
  }

  /**
   * Waits for an upload of this file.
   * @returns whether it was done; false: the person has taken the file out. @throws what `upload` throws
   */
  async uploading(
    key: number,
    upload: (signal: AbortSignal, tell: (part: number) => void) => Promise<void>,
  ): Promise<boolean> {
    const { signal: isOut } = this.#controllerOf(key);
    try {
      this.#change(key, { uploaded: 0 });
      await upload(isOut, (uploaded) => this.#change(key, { uploaded }));
      return true;
    } catch (error) {
      if (isOut.aborted) return false;
      throw error;
    } finally {
      this.#uploads.delete(key);
      this.#change(key, { uploaded: null });
    }
  }

  #controllerOf(key: number): AbortController {
    const made = new AbortController();
    this.#uploads.set(key, made);
    return made;
  }

  /**
   * @param mostBytes of a file that the server takes, as far as that is known
   * @returns how many were left out, because there are too many
   */
  add(files: readonly File[], asFile: boolean, mostBytes: number): number {
    const room = mostFiles - this.#items.peek().length;
    const taken = files.slice(0, Math.max(0, room)).map((file): TrayItem => {
      const fault = file.size === 0 ? "empty" : file.size > mostBytes ? mostBytes : null;
      const url = URL.createObjectURL(file);
      return { key: ++keys, file, prepared: null, asFile, sticker: null, url, fault, uploaded: null };
    });
    // A sticker is sent alone.
    const alone = this.#items.peek().map((item): TrayItem => (taken.length > 0 ? { ...item, sticker: null } : item));
    this.#items.value = [...alone, ...taken];
    for (const { key, file, fault } of taken)
      if (fault === null)
        this.#preparing = this.#preparing.then(async () => this.#change(key, { prepared: await this.#prepare(file) }));
    return files.length - taken.length;
  }

  remove(key: number): void {
    this.#uploads.get(key)?.abort();
    for (const item of this.#items.peek()) if (item.key === key) URL.revokeObjectURL(item.url);
    this.#items.value = this.#items.peek().filter((item) => item.key !== key);
  }

  setAsFile(key: number, asFile: boolean): void {
    this.#change(key, { asFile, ...(asFile && { sticker: null }) });
  }

  /** @param emoji null: it is no sticker @param make null: none can be made @returns false: none could */
  async setSticker(
    key: number,
    emoji: string | null,
    make: (file: File) => Promise<StickerFile | null>,
  ): Promise<boolean> {
    const before = this.#of(key);
    if (before === undefined) return true;
    const { made = null } = before.sticker ?? {};
    this.#change(key, emoji === null ? { sticker: null } : { asFile: false, sticker: { emoji, made } });
    if (emoji === null || before.sticker !== null) return true;
    const sticker = await make(before.file);
    const now = this.#of(key)?.sticker ?? null;
    // Taken back meanwhile.
    if (now === null) return true;
    this.#change(key, { sticker: sticker && { ...now, made: sticker } });
    return sticker !== null;
  }

  #of(key: number): TrayItem | undefined {
    return this.#items.peek().find((item) => item.key === key);
  }

  clear(): void {
    for (const { key } of this.#items.peek()) this.remove(key);
  }

  #change(key: number, change: Partial<TrayItem>): void {
    this.#items.value = this.#items.peek().map((item) => (item.key === key ? { ...item, ...change } : item));
  }
}

/** Whether all of it can be sent now. */
export const isSendable = (tray: Tray): boolean => {
  const items = tray.items.value;
  const isReady = ({ prepared: made, fault, asFile, sticker }: TrayItem): boolean =>
    fault === null && (made !== null || asFile) && sticker?.made !== null;
  return !tray.isBusy.value && items.length > 0 && items.every(isReady);
};
