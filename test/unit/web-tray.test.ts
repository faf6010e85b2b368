// What is about to be sent in the web client, and how it leaves the tray when it is scheduled.
import type { OutgoingMessage, ScheduledMessage, ScheduleFileOptions, SendFileOptions, SendOptions } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import type { Chat } from "../../apps/web/model/chat.ts";
import { mayBeWordless, withWords, wordsOf } from "../../apps/web/scheduled/edited-words.ts";
import { keepsForLater, scheduleTray, sendTray } from "../../apps/web/tray/send-tray.ts";
import { asPlainFile } from "../../apps/web/tray/prepared.ts";
import { isSendable, mostBytesFor, Tray } from "../../apps/web/tray/tray-model.ts";
import { placeKey } from "../../apps/web/tray/writing-place.ts";
import { fileId } from "../../schema/protocol/examples/story.ts";
import { direct, me, settle } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const at = 1_800_000_000_000;
const file = (name: string): File => new File(["hello"], name, { type: "application/pdf" });

/** What a server was asked to schedule; each upload waits until `upload` lets it. */
class World {
  readonly asked: unknown[] = [];
  upload: (name: string, options: ScheduleFileOptions) => Promise<void> = async () => {};
  readonly chat = standInFor<Chat>({
    client: standInFor<Chat["client"]>({
      features: ["scheduled-files"],
      scheduled: standInFor<Chat["client"]["scheduled"]>({
        add: async (_id: unknown, content: unknown, _atMs: number, options: object = {}) => {
          this.asked.push([content, options]);
          return standInFor<ScheduledMessage>({});
        },
        addFile: async (_id: unknown, given: File, sendAt: number, options: ScheduleFileOptions) => {
          await this.upload(given.name, options);
          const { words, replyTo, mentions } = options;
          this.asked.push([given.name, sendAt, words?.caption, replyTo, mentions]);
          return standInFor<ScheduledMessage>({});
        },
      }),
    }),
  });

  readonly tray = new Tray(async () => asPlainFile);

  get left(): readonly string[] {
    return this.tray.items.value.map((item) => item.file.name);
  }
}

const replyTo = `${direct}:7` as const as never;
const mentions = ["user_bob"] as never;

/** A tray with one picture, and what the client is asked to send. */
async function trayOfPicture() {
  const given: unknown[] = [];
  const chat = standInFor<Chat>({
    me,
    client: standInFor<Chat["client"]>({
      sendFile: (_id: string, { name }: File, options: SendFileOptions) => {
        given.push([name, options]);
        return standInFor<OutgoingMessage>({ clientMsgId: "m1" });
      },
      send: (_id: string, text: string, options: SendOptions) => {
        given.push([text, options]);
        return standInFor<OutgoingMessage>({});
      },
    }),
  });
  const words = { width: 900, height: 600 };
  const tray = new Tray(async () => ({ as: "image", words, previews: {} }));
  tray.add([file("cups.png")], false, 100);
  await settle();
  const key = tray.items.value[0]?.key ?? 0;
  return { chat, given, tray, key, sticker: () => tray.items.value[0]?.sticker ?? null };
}
const made = { file: file("cups.webp"), width: 512, height: 341 };

describe("[WEB-377] a picture in the tray", () => {
  it("is sent as a sticker for its emoji, with the answer; what is written goes behind it", async () => {
    const { chat, given, tray, key } = await trayOfPicture();
    let make = (_: typeof made): void => {};
    const making = tray.setSticker(key, "🙂", () => new Promise((resolve) => (make = resolve)));
    expect(isSendable(tray)).toBe(false);
    // Another emoji makes nothing again.
    expect(await tray.setSticker(key, "🎉", () => Promise.reject(new Error("made twice")))).toBe(true);
    make(made);
    expect([await making, isSendable(tray)]).toEqual([true, true]);
    sendTray(chat, { id: direct }, tray, { caption: "Look", replyTo, mentions, silent: true });
    expect(given).toEqual([
      ["cups.webp", { as: "sticker", words: { emoji: "🎉", width: 512, height: 341 }, silent: true, replyTo }],
      ["Look", { silent: true, mentions }],
    ]);
    expect(tray.items.value).toEqual([]);
  });

  it("is a picture again when that is taken back, when it is sent as a file, and when another file comes", async () => {
    const { tray, key, sticker } = await trayOfPicture();
    const make = async () => made;
    const ends: readonly (() => unknown)[] = [
      () => tray.setSticker(key, null, make),
      () => tray.setAsFile(key, true),
      () => tray.add([file("menu.pdf")], false, 100),
    ];
    for (const end of ends) {
      expect(await tray.setSticker(key, "🎉", make)).toBe(true);
      expect([sticker()?.made, tray.items.value[0]?.asFile]).toEqual([made, false]);
      end();
      expect(sticker()).toBeNull();
    }
  });

  it("of which none can be made stays one, and one that is taken back while it is made too", async () => {
    const { tray, key, sticker } = await trayOfPicture();
    expect(await tray.setSticker(key, "🎉", async () => null)).toBe(false);
    expect([sticker(), isSendable(tray)]).toEqual([null, true]);
    const making = tray.setSticker(key, "🎉", async () => made);
    void tray.setSticker(key, null, async () => made);
    expect([await making, sticker()]).toEqual([true, null]);
  });

  it("[WEB-370] is scheduled as a sticker, and what is written by itself", async () => {
    const world = new World();
    world.tray.add([file("cups.png")], false, 100);
    await settle();
    await world.tray.setSticker(world.tray.items.value[0]?.key ?? 0, "🎉", async () => made);
    const kinds: unknown[] = [];
    world.upload = async (_name, { as, words }) => void kinds.push([as, words?.emoji]);
    await scheduleTray(world.chat, { id: direct }, world.tray, at, { caption: "Look", mentions });
    expect(kinds).toEqual([["sticker", "🎉"]]);
    expect(world.asked).toEqual([
      ["cups.webp", at, undefined, undefined, undefined],
      ["Look", { mentions }],
    ]);
  });
});

describe("[WEB-370] scheduling what is in the tray", () => {
  it("takes one after the other out of it: the first answers, the last has the words", async () => {
    const world = new World();
    world.tray.add([file("a"), file("b")], false, 100);
    await settle();
    expect(isSendable(world.tray)).toBe(true);
    const shown: (number | null | undefined)[] = [];
    world.upload = async (_name, { onProgress }) => {
      expect(isSendable(world.tray)).toBe(false);
      onProgress?.({ sent: 2, total: 5, state: "sending" });
      shown.push(world.tray.items.value[0]?.uploaded);
    };
    await scheduleTray(world.chat, { id: direct }, world.tray, at, { caption: "The menu", replyTo, mentions });
    expect(world.asked).toEqual([
      ["a", at, undefined, replyTo, undefined],
      ["b", at, "The menu", undefined, mentions],
    ]);
    expect([shown, world.left, world.tray.isBusy.value]).toEqual([[0.4, 0.4], [], false]);
  });

  it("leaves there what the server refused, and schedules no other twice", async () => {
    const world = new World();
    world.tray.add([file("a"), file("b"), file("c")], false, 100);
    await settle();
    world.upload = (name) => (name === "b" ? Promise.reject(new Error("refused")) : Promise.resolve());
    await expect(scheduleTray(world.chat, { id: direct }, world.tray, at, { caption: "" })).rejects.toThrow("refused");
    expect([world.left, isSendable(world.tray)]).toEqual([["b", "c"], true]);
    world.upload = async () => {};
    await scheduleTray(world.chat, { id: direct }, world.tray, at, { caption: "" });
    expect(world.asked.map((one) => (one as unknown[])[0])).toEqual(["a", "b", "c"]);
  });

  it("sends nothing of what is taken out meanwhile, and the words all the same", async () => {
    const world = new World();
    world.tray.add([file("a"), file("b")], false, 100);
    await settle();
    world.upload = (name, { signal }) => {
      if (name === "a") return Promise.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("aborted")));
        world.tray.remove(world.tray.items.value[0]?.key ?? 0);
      });
    };
    await scheduleTray(world.chat, { id: direct }, world.tray, at, { caption: "The menu", mentions });
    expect(world.asked).toEqual([
      ["a", at, undefined, undefined, undefined],
      ["The menu", { mentions }],
    ]);
    expect(world.left).toEqual([]);
  });

  it("[WEB-375] says of each that it is for the thread where it was written", async () => {
    const world = new World();
    world.tray.add([file("a")], false, 100);
    await settle();
    const threads: unknown[] = [];
    world.upload = async (_name, { thread }) => void threads.push(thread);
    await scheduleTray(world.chat, { id: direct, thread: 7 }, world.tray, at, { caption: "x".repeat(5_000) });
    expect(threads).toEqual([7]);
    expect(world.asked.at(-1)).toEqual(["x".repeat(5_000), { thread: 7 }]);
    expect([placeKey({ id: direct }), placeKey({ id: direct, thread: 7 })]).toEqual([direct, `${direct} 7`]);
  });

  it("is not offered where the server would forget the files", () => {
    const having = (features: readonly string[] | null): boolean => keepsForLater({ features } as Chat["client"]);
    expect([having(null), having(["files"]), having(["files", "scheduled-files"])]).toEqual([true, false, true]);
  });
});

it("[WEB-371] of a scheduled file its words can be edited, and nothing else", () => {
  const photo = { type: "image", fileId, size: 9, mimeType: "image/png", width: 4, height: 3 } as const;
  expect([wordsOf(photo), wordsOf({ ...photo, caption: "cups" }), mayBeWordless(photo)]).toEqual(["", "cups", true]);
  expect(withWords({ ...photo, caption: "cups" }, "plates")).toEqual({ ...photo, caption: "plates" });
  // As the server gives it.
  const listed = { ...photo, caption: "cups", fallback: "📷 cups" };
  expect(withWords(listed, " ")).toEqual(photo);
  const text = { type: "text", text: "hello" } as const;
  expect([wordsOf(text), withWords(text, "bye"), mayBeWordless(text)]).toEqual(["hello", "bye", false]);
  const voice = { type: "voice", fileId, size: 9, mimeType: "audio/webm", durationMs: 5 } as const;
  expect(wordsOf(voice)).toBeNull();
});

it("[WEB-372] a file that the server would refuse is refused at once, as one that is empty; nothing is sent meanwhile", async () => {
  const world = new World();
  world.tray.add([file("a"), new File([], "none"), new File(["123456"], "large")], false, 5);
  await settle();
  expect(world.tray.items.value.map(({ fault }) => fault)).toEqual([null, "empty", 5]);
  expect(isSendable(world.tray)).toBe(false);
  const having = (maxBytes: number | null): number =>
    mostBytesFor(standInFor<Chat>({ client: { files: { maxBytes } } }));
  expect([having(5_000), having(null), having(1e12)]).toEqual([5_000, 209_715_200, 209_715_200]);
});
