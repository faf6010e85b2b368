// Files in the web client: their places before they are there, albums, waveforms, and what a failure means.
import { describe, expect, it } from "vitest";
import { contentKinds, previewText, type KnownContent } from "../../schema/protocol/content/content.ts";
import { fileId } from "../../schema/protocol/examples/story.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { kindWords } from "../../apps/web/kinds/kind-words.ts";
import { kindOf, listedLine } from "../../apps/web/kinds/kinds.ts";
import { albumHeight, albumRows, albumWidthPx } from "../../apps/web/media/album-layout.ts";
import { durationText } from "../../apps/web/media/duration-text.ts";
import { nextStep } from "../../apps/web/media/file-address.ts";
import { extensionOf, stemOf } from "../../apps/web/media/file-name.ts";
import { fitBox, stickerBox } from "../../apps/web/media/fit-box.ts";
import { isMovingPng } from "../../apps/web/media/is-moving.ts";
import { parseProblem } from "../../apps/web/media/parse-problem.ts";
import { limitText, sizeText } from "../../apps/web/media/size-text.ts";
import { barCount, barsOf, barsPath } from "../../apps/web/media/waveform.ts";
import { parseSide } from "../../apps/web/route/side-page.ts";
import { indexOfSeq, seqAt } from "../../apps/web/timeline/row-places.ts";
import { heightHints } from "../../apps/web/timeline/size-hints.ts";
import { lastOf, timelineRows, type Row, type ShownEvent } from "../../apps/web/timeline/timeline-rows.ts";
import { kindOfType } from "../../apps/web/tray/file-kind.ts";
import {
  fitsSticker,
  isShowable,
  mostPreviewBytes,
  mostStickerSide,
  previewsFor,
  within,
} from "../../apps/web/tray/preview-sizes.ts";
import { heightsOf, levelOf } from "../../apps/web/voice/heights.ts";
import { pngOf } from "../support/some-files.ts";
import { me, message } from "../support/sdk-fakes.ts";

const sides = { width: 1_200, height: 800 };
const image = (more: { readonly caption?: string } = {}): KnownContent => ({
  ...{ type: "image", fileId, size: 48_213, mimeType: "image/jpeg" },
  ...sides,
  ...more,
});

describe("[WEB-350] places and words of files", () => {
  it("a picture fits into its place; what is longer, wider or tiny is cut off at its edges", () => {
    expect(fitBox(sides)).toEqual({ widthPx: 360, heightPx: 240 });
    expect(fitBox({ width: 700, height: 1_600 })).toEqual({ widthPx: 184, heightPx: 420 });
    expect(fitBox({ width: 1, height: 1_000_000 })).toEqual({ widthPx: 140, heightPx: 420 });
    expect(fitBox({ width: 1_000_000, height: 1 })).toEqual({ widthPx: 360, heightPx: 72 });
    expect(fitBox({ width: 60, height: 40 })).toEqual({ widthPx: 140, heightPx: 72 });
    // In a narrow bubble.
    expect(fitBox(sides, 240)).toEqual({ widthPx: 240, heightPx: 160 });
  });

  it("its height is known before it is drawn, with that of its words", () => {
    const height = (content: KnownContent, widthPx = 400): number => kindOf(content).sizeHint(content, widthPx);
    expect(height(image())).toBe(240);
    expect(height(image(), 224)).toBe(160);
    expect(height(image({ caption: "two\nlines" }))).toBe(240 + 44 + 6);
  });

  it("every kind with a file says in lists what the server's line says, after a word for the kind", () => {
    const withFile = [...contentKinds.values()].filter((kind) => "files" in kind);
    expect(withFile.map(({ type }) => type).toSorted()).toEqual([
      "audio",
      "file",
      "image",
      "sticker",
      "video",
      "voice",
    ]);
    for (const { example } of withFile) {
      const kind = kindOf(example);
      const line = kind.preview(example);
      expect(listedLine({ type: example.type, text: previewText(example) }), example.type).toBe(line);
      expect(new Set([line, kind.quote(example), kind.announce(example), kind.notify(example)]).size).toBe(1);
    }
    expect(kindOf(image()).preview(image())).toBe(kindWords("image"));
    expect(listedLine({ type: "image", text: "📷" })).toBe(kindWords("image"));
    const said = image({ caption: "cups \u202eand\nmore" });
    expect(kindOf(said).preview(said)).toBe(kindWords("imageOf", { text: "cups and more" }));
    expect(kindOf(said).copyText(said)).toBe("cups \u202eand\nmore");
  });

  it("sizes, lengths and names are said as people read them", () => {
    expect([durationText(0), durationText(4_400), durationText(61_000), durationText(3_723_000)]).toEqual([
      "0:00",
      "0:04",
      "1:01",
      "1:02:03",
    ]);
    expect([sizeText(1), sizeText(999), sizeText(48_213), sizeText(104_857_600)]).toEqual([
      "1 byte",
      "999 bytes",
      "48.2 kB",
      "105 MB",
    ]);
    // A limit is never said to be larger than it is.
    expect([limitText(104_857_600), limitText(5), limitText(1_000_000)]).toEqual(["104 MB", "5 bytes", "1 MB"]);
    expect([extensionOf("menu.pdf"), stemOf("menu.pdf")]).toEqual(["pdf", "menu"]);
    for (const none of ["menu", ".profile", "a.", "a.longer-than-that", ""])
      expect([extensionOf(none), stemOf(none)]).toEqual(["", none]);
  });
});

it("[WEB-376] a sticker stands in a place of 160 pixels, without a bubble, and its emoji stands for it", () => {
  const sticker = (width: number, height: number): KnownContent => ({
    ...{ type: "sticker", emoji: "🎉", fileId, size: 48_213, mimeType: "image/webp" },
    ...{ width, height },
  });
  expect([stickerBox({ width: 512, height: 256 }), stickerBox({ width: 60, height: 120 })]).toEqual([
    { widthPx: 160, heightPx: 80 },
    { widthPx: 88, heightPx: 120 },
  ]);
  expect(stickerBox({ width: 1, height: 512 })).toEqual({ widthPx: 88, heightPx: 160 });
  const high = sticker(256, 512);
  expect([kindOf(high).sizeHint(high, 400), kindOf(high).isBare(high)]).toEqual([160, true]);
  const emoji: KnownContent = { type: "sticker", emoji: "🎉" };
  expect(kindOf(emoji).sizeHint(emoji, 400)).toBe(74);
  expect([kindOf(high).copyText(high), listedLine({ type: "sticker", text: "🎉" })]).toEqual(["🎉", "🎉"]);
});

describe("[WEB-351] a file that cannot be loaded", () => {
  const refused = (code: string, retryAfterMs = 0) => ({ code, retryAfterMs });

  it("is asked for again while it is not ready, later each time, and not for ever", () => {
    expect(nextStep(refused("FILE_NOT_READY", 2_000), 4)).toEqual({ kind: "again", afterMs: 4_000, fault: "waiting" });
    expect(nextStep(refused("FILE_NOT_READY"), 1).kind).toBe("again");
    expect(nextStep(refused("FILE_NOT_READY", 3_600_000), 39)).toMatchObject({ kind: "again", afterMs: 15_000 });
    expect(nextStep(refused("FILE_NOT_READY"), 40)).toEqual({ kind: "give-up", fault: "waiting" });
  });

  it("gets another address once its own has ended; what is gone, broken or out of reach is told apart", () => {
    const again = { kind: "again", afterMs: 0, fault: null };
    expect([nextStep(refused("TOKEN_EXPIRED"), 1), nextStep(refused("NOT_AUTHENTICATED"), 2)]).toEqual([again, again]);
    expect(nextStep(refused("TOKEN_EXPIRED"), 3)).toEqual({ kind: "give-up", fault: "unreachable" });
    expect(nextStep(null, 1)).toEqual(again);
    expect(nextStep(null, 2)).toEqual({ kind: "give-up", fault: "broken" });
    for (const code of ["FILE_NOT_FOUND", "CONVERSATION_NOT_FOUND", "FORBIDDEN"])
      expect(nextStep(refused(code), 1)).toEqual({ kind: "give-up", fault: "gone" });
    expect(nextStep(refused("RATE_LIMITED", 9_000), 1)).toEqual({ kind: "give-up", fault: "unreachable" });
  });

  it("says so by a problem of the server, or by anything else", () => {
    expect(parseProblem('{"code":"FILE_NOT_READY","retryAfterMs":2000}')).toEqual(refused("FILE_NOT_READY", 2_000));
    for (const other of ["", "<html>", "null", "[]", '{"code":7,"retryAfterMs":"x"}'])
      expect(parseProblem(other)).toEqual(refused("UNAVAILABLE"));
  });
});

it("[WEB-353] a waveform has as many bars as there is room for, whatever was sent", () => {
  expect(barsOf(undefined)).toEqual(barsOf([]));
  expect(barsOf([5]).every((bar) => bar === 5)).toBe(true);
  expect(barsOf(Array.from({ length: 64 }, (_, at) => at % 32)).length).toBe(barCount);
  // The loudest of each part.
  expect(Math.max(...barsOf([...Array.from({ length: 63 }, () => 0), 31]))).toBe(31);
  const path = barsPath([0, 31], 1);
  expect(path).toBe("M1 15v2");
  expect(barsPath([0, 31])).toBe("M1 15v2M4 1v30");
});

describe("[WEB-354] albums", () => {
  const second = 1_000;
  interface Sent {
    readonly atMs: number;
    readonly by?: "them";
    readonly content?: KnownContent;
    readonly state?: ShownEvent["state"];
    readonly more?: object;
  }
  const rowsOf = (sent: readonly Sent[], withoutAlbums = false): Row[] =>
    timelineRows({
      items: sent.map(({ atMs, content = image(), state = null, more = {} }, at) => ({
        event: message(at + 1, { createdAt: atMs, senderId: me, content, ...more }),
        state,
        changes: [],
      })),
      ...{ outgoing: [], me, atStart: false, unreadAfterSeq: null, isSilent: () => true, withoutAlbums },
    });
  const sizesOf = (rows: readonly Row[]): number[] =>
    rows.flatMap((row) => (row.kind === "message" ? [row.album?.length ?? 1] : []));
  const run = (count: number): Sent[] => Array.from({ length: count }, (_, at) => ({ atMs: at * second }));

  it("pictures within a minute of each other stand together, up to ten, unless messages are selected", () => {
    expect(sizesOf(rowsOf(run(3)))).toEqual([3]);
    expect(sizesOf(rowsOf(run(12)))).toEqual([10, 2]);
    expect(sizesOf(rowsOf([{ atMs: 0 }, { atMs: 59 * second }, { atMs: 119 * second }]))).toEqual([2, 1]);
    expect(sizesOf(rowsOf(run(3), true))).toEqual([1, 1, 1]);
  });

  it("an answer begins one, words end one, and what something became of stands alone", () => {
    expect(sizesOf(rowsOf([...run(2), { atMs: 2 * second, more: { replyTo: "x:1" } }, { atMs: 3 * second }]))).toEqual([
      2, 2,
    ]);
    const said = { atMs: second, content: image({ caption: "cups" }) };
    expect(sizesOf(rowsOf([{ atMs: 0 }, said, { atMs: 2 * second }]))).toEqual([2, 1]);
    const reacted = { atMs: second, state: { asOf: 9, reactions: [{ emoji: "👍", count: 1, mine: false }] } };
    expect(sizesOf(rowsOf([{ atMs: 0 }, reacted, { atMs: 2 * second }]))).toEqual([1, 1, 1]);
    const text = { atMs: second, content: { type: "text", text: "hm" } as const };
    expect(sizesOf(rowsOf([{ atMs: 0 }, text, { atMs: 2 * second }]))).toEqual([1, 1, 1]);
  });

  it("its row stands for all of it: to be found, to be read, and with the time of the last", () => {
    const rows = rowsOf([...run(3), { atMs: 10 * 60 * second }]);
    const at = indexOfSeq(rows, 2);
    expect([indexOfSeq(rows, 1), indexOfSeq(rows, 3)]).toEqual([at, at]);
    expect(seqAt(rows, at)).toBe(3);
    const row = rows[at];
    if (row?.kind !== "message") throw new Error("an album is a message's row");
    expect([row.message.seq, lastOf(row).seq]).toEqual([1, 3]);
    expect(indexOfSeq(rows, 4)).toBe(at + 1);
  });

  it("stands in rows of two or three, and its height is known before", () => {
    for (let count = 2; count <= 10; count++) {
      const rows = albumRows(Array.from({ length: count }, () => sides));
      expect(rows.reduce((sum, { shares }) => sum + shares.length, 0)).toBe(count);
      expect(rows.every(({ shares, heightPx }) => shares.length <= 3 && heightPx >= 84 && heightPx <= 240)).toBe(true);
    }
    const pair = albumRows([sides, { width: 1, height: 1_000 }]);
    expect(pair[0]?.shares).toEqual([1.5, 0.66]);
    const [hints] = heightHints(rowsOf(run(2)), 1_000, false);
    const two = albumHeight(albumRows([sides, sides]));
    expect(hints.at(-1)).toBeGreaterThan(two);
    expect(hints.at(-1)).toBeLessThan(two + 40);
    expect(albumWidthPx).toBe(fitBox(sides).widthPx);
  });
});

describe("[WEB-356] files that are to be sent", () => {
  it("are shown by their type as what every browser shows, or else saved", () => {
    expect(["image/jpeg", "image/png", "image/svg+xml", "image/heic", ""].map(kindOfType)).toEqual([
      "image",
      "image",
      "file",
      "file",
      "file",
    ]);
    expect(["VIDEO/MP4; codecs=x", "video/x-matroska", "audio/mpeg", "text/html"].map(kindOfType)).toEqual([
      "video",
      "file",
      "audio",
      "file",
    ]);
  });

  it("pictures are within what the server takes as such, and get the previews that are smaller than they are", () => {
    const { maxImagePixels, maxImageSide, maxImageBytes } = wireLimits;
    expect(isShowable({ width: maxImageSide, height: 1 }, maxImageBytes)).toBe(true);
    expect(isShowable({ width: maxImageSide + 1, height: 1 }, 1)).toBe(false);
    expect(isShowable({ width: 10_000, height: maxImagePixels / 10_000 }, 1)).toBe(true);
    expect(isShowable({ width: 10_000, height: maxImagePixels / 10_000 + 1 }, 1)).toBe(false);
    expect(isShowable(sides, maxImageBytes + 1)).toBe(false);
    expect(previewsFor({ width: 320, height: 10 })).toEqual([]);
    expect(previewsFor({ width: 10, height: 321 })).toEqual(["320"]);
    expect(previewsFor({ width: 4_000, height: 3_000 })).toEqual(["320", "1280"]);
    expect(within({ width: 4_000, height: 3_000 }, 320)).toEqual({ width: 320, height: 240 });
    expect(within({ width: 10, height: 16_000 }, 320)).toEqual({ width: 1, height: 320 });
    expect(within({ width: 20, height: 10 }, 320)).toEqual({ width: 20, height: 10 });
  });

  it("[WEB-377] a picture is a sticker as it is, or a smaller one is made of it", () => {
    const { maxStickerBytes: size, maxStickerSide: most } = wireLimits;
    const file = { size, type: "image/gif" };
    expect(fitsSticker({ width: most, height: most }, file)).toBe(true);
    expect(fitsSticker({ width: most + 1, height: 1 }, file)).toBe(false);
    expect(fitsSticker({ width: 1, height: most + 1 }, file)).toBe(false);
    expect(fitsSticker({ width: 1, height: 1 }, { ...file, size: size + 1 })).toBe(false);
    expect(fitsSticker({ width: 1, height: 1 }, { ...file, type: "image/avif" })).toBe(false);
    expect([mostStickerSide, mostPreviewBytes]).toEqual([most, size]);
  });

  it("[WEB-377] a PNG that moves is none that the server shows", async () => {
    const png = (isMoving: boolean, type = "image/png"): Blob =>
      new Blob([new Uint8Array(pngOf(4, 3, { isMoving }))], { type });
    const judged = [png(true), png(false), png(true, "image/gif")].map((one) => isMovingPng(one));
    expect(await Promise.all(judged)).toEqual([true, false, false]);
  });
});

it("[WEB-358] a recording has a waveform as messages have it, of however many levels", () => {
  expect(levelOf(new Float32Array(512))).toBe(0);
  expect(levelOf(new Float32Array(512).fill(1))).toBe(1);
  const quiet = levelOf(new Float32Array(512).fill(0.02));
  expect(quiet).toBeGreaterThan(0.2);
  expect(quiet).toBeLessThan(0.8);
  expect(heightsOf([])).toEqual([]);
  expect(heightsOf([0, 1])).toEqual([0, 31]);
  const long = heightsOf(Array.from({ length: 10_000 }, (_, at) => at / 10_000));
  expect(long.length).toBe(wireLimits.maxWaveform);
  expect([...long].toSorted((a, b) => a - b)).toEqual(long);
  expect(long.every((height) => Number.isInteger(height) && height >= 0 && height <= 31)).toBe(true);
});

it("[WEB-355] the files of a conversation have an address", () => {
  expect(parseSide("files")).toBe("files");
});
