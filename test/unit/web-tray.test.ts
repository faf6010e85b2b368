// What is about to be sent in the web client, and how it leaves the tray when it is scheduled.
import type { ScheduledMessage, ScheduleFileOptions } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import type { Chat } from "../../apps/web/model/chat.ts";
import { mayBeWordless, withWords, wordsOf } from "../../apps/web/scheduled/edited-words.ts";
import { keepsForLater, scheduleTray } from "../../apps/web/tray/send-tray.ts";
import { asPlainFile } from "../../apps/web/tray/prepared.ts";
import { isSendable, mostBytesFor, Tray } from "../../apps/web/tray/tray-model.ts";
import { placeKey } from "../../apps/web/tray/writing-place.ts";
import { fileId } from "../../schema/protocol/examples/story.ts";
import { direct, settle } from "../support/sdk-fakes.ts";
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
