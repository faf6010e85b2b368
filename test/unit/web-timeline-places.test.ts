// What the timeline's controller orders in a few scenes: how it gets to a place, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { indexOfSeq, seqAt } from "../../apps/web/timeline/row-places.ts";
import type { Place } from "../../apps/web/timeline/timeline-place.ts";
import { FakeLogPage } from "../support/fake-log-page.ts";
import { NaiveConversation } from "../support/naive-conversation.ts";

async function open(count: number, place: Place) {
  const conversation = await NaiveConversation.make(Array.from({ length: count }, () => "peer" as const));
  const options = { compensates: true, tellsScrollFirst: false, heightOf: (key: string) => 30 + (key.length % 5) * 25 };
  const page = new FakeLogPage(conversation, place, options);
  await page.settle();
  return { conversation, page, list: page.list };
}

/** How far the row of an event is below the upper edge. */
const offsetOf = ({ list, rows }: FakeLogPage, seq: number): number =>
  list.rowTop(indexOfSeq(rows, seq)) - list.scrollTop;

describe("a jump", () => {
  it("[WEB-81] to the end of a long log asks for its last page, not for all that is between", async () => {
    const { conversation, page } = await open(2_000, { kind: "unread", seq: 10 });
    const before = conversation.fetches;
    page.controller.jumpTo({ kind: "end" });
    await page.settle();
    expect(page.seen).toMatchObject({ index: page.rows.length - 1, all: true });
    expect(seqAt(page.rows, page.rows.length)).toBe(2_000);
    // The last page, and the pages before it that fill the screen.
    expect(conversation.fetches - before).toBeLessThan(8);
  });

  it("[WEB-81] is ended by one who goes on scrolling, not by a list that still rolls", async () => {
    const { page, list } = await open(200, { kind: "end" });
    page.controller.jumpTo({ kind: "end" });
    // In each frame the list is put where the jump leads, and scrolled away again.
    const frames = (count: number): void => {
      for (let frame = 0; frame < count; frame++) {
        const { scrollTop } = page.controller.update(list, { isLoading: false, hasFailed: false }, false);
        if (scrollTop !== null) list.scrollTo(scrollTop);
        list.scrollTo(list.scrollTop - 40);
      }
    };
    frames(10);
    expect(page.controller.state.name).toBe("jumping");
    frames(50);
    expect(page.controller.state.name).toBe("anchored");
  });

  it("[WEB-82] to what cannot be loaded leaves the list where it was, and goes on when it can be", async () => {
    const { conversation, page } = await open(2_000, { kind: "seq", seq: 1_000 });
    const offset = offsetOf(page, 1_000);
    conversation.isOnline = false;
    page.controller.jumpTo({ kind: "seq", seq: 5 });
    await page.settle();
    expect(offsetOf(page, 1_000)).toBe(offset);
    conversation.isOnline = true;
    conversation.becomeCaughtUp();
    await page.settle();
    expect(offsetOf(page, 5)).toBeGreaterThanOrEqual(0);
    expect(offsetOf(page, 5)).toBeLessThan(page.list.viewportPx);
  });

  it("[WEB-83] that failed is not made later, when the reader has gone on", async () => {
    const { conversation, page } = await open(2_000, { kind: "seq", seq: 1_000 });
    conversation.isOnline = false;
    page.controller.jumpTo({ kind: "seq", seq: 5 });
    await page.settle();
    await page.scroll(-50);
    const [offset, windows] = [offsetOf(page, 1_000), page.controller.windowCount];
    conversation.isOnline = true;
    conversation.becomeCaughtUp();
    await page.settle();
    expect([offsetOf(page, 1_000), page.controller.windowCount]).toEqual([offset, windows]);
  });

  it("[WEB-82] that failed is made again when somebody asks for it", async () => {
    const { conversation, page } = await open(2_000, { kind: "end" });
    conversation.isOnline = false;
    page.controller.jumpTo({ kind: "seq", seq: 5 });
    await page.settle();
    expect(page.controller.state.name).toBe("jumping");
    conversation.isOnline = true;
    expect(page.controller.retry()).toBe(true);
    await page.settle();
    expect(offsetOf(page, 5)).toBeGreaterThanOrEqual(0);
    expect(page.controller.retry()).toBe(false);
  });

  it("[WEB-8] of the focus scrolls no further than the row needs", async () => {
    const { page, list } = await open(200, { kind: "seq", seq: 100 });
    const at = indexOfSeq(page.rows, 100);
    const before = list.scrollTop;
    page.controller.jumpTo({ kind: "row", key: page.rows[at]?.key ?? "" });
    await page.settle();
    expect(list.scrollTop).toBe(before);
    const [above, below] = [page.rows[at - 20]?.key ?? "", page.rows[at + 20]?.key ?? ""];
    const indexOf = (wanted: string): number => page.rows.findIndex(({ key }) => key === wanted);
    page.controller.jumpTo({ kind: "row", key: above });
    await page.settle();
    // At the edge, but for the rows between that turned out lower than was guessed.
    const fromTop = list.rowTop(indexOf(above)) - list.scrollTop;
    expect([fromTop >= -1, fromTop < 100]).toEqual([true, true]);
    page.controller.jumpTo({ kind: "row", key: below });
    await page.settle();
    const toBottom = list.scrollTop + list.viewportPx - list.rowTop(indexOf(below) + 1);
    expect([toBottom >= -1, toBottom < 100]).toEqual([true, true]);
  });
});

describe("a message that is sent from the middle", () => {
  it.each([true, false])("[WEB-81] is visible at once, while the end is loaded or cannot be: %s", async (isOnline) => {
    const { conversation, page, list } = await open(2_000, { kind: "seq", seq: 1_000 });
    conversation.isOnline = isOnline;
    page.send("sent");
    await page.settle();
    expect(page.rows.at(-1)).toMatchObject({ message: { key: "user_me sent" } });
    expect(list.scrollTop).toBe(list.contentPx - list.viewportPx);
    expect(page.timeline.atEnd).toBe(isOnline);
  });

  it("[WEB-81] in another tab moves nobody", async () => {
    const { page } = await open(2_000, { kind: "seq", seq: 1_000 });
    const offset = offsetOf(page, 1_000);
    page.isLookedAt = false;
    page.send("sent elsewhere");
    await page.settle();
    expect([page.controller.state.name, offsetOf(page, 1_000)]).toEqual(["anchored", offset]);
  });
});

describe("the end", () => {
  it("[WEB-80] comes by its last page after a long absence", async () => {
    const { conversation, page, list } = await open(100, { kind: "end" });
    for (let n = 0; n < 1_000; n++) conversation.miss("peer");
    const before = conversation.fetches;
    conversation.hear();
    await page.settle();
    expect(page.controller.state.name).toBe("following");
    expect(list.scrollTop).toBe(list.contentPx - list.viewportPx);
    expect(seqAt(page.rows, page.rows.length)).toBe(1_100);
    expect(conversation.fetches - before).toBeLessThan(8);
  });

  it("[WEB-80] is followed by whoever has it almost in sight, and by nobody who reads above", async () => {
    const { conversation, page } = await open(100, { kind: "end" });
    await page.scroll(-40);
    await conversation.happen("peer");
    await page.settle();
    expect(page.controller.state.name).toBe("following");
    await page.scroll(-200);
    await conversation.happen("peer");
    await page.settle();
    expect(page.controller.state.name).toBe("anchored");
    expect(page.controller.isAway(page.list)).toBe(true);
    await page.scroll(1_000);
    expect(page.controller.state.name).toBe("following");
  });
});

describe("a message of which a part is opened", () => {
  it("[WEB-88] stays where it is at the end, and keeps its end in sight when it is closed again", async () => {
    const { conversation, page, list } = await open(100, { kind: "end" });
    const key = page.rows[indexOfSeq(page.rows, 99)]?.key ?? "";
    const offset = offsetOf(page, 99);
    page.controller.hold(key, list);
    list.grow(key, 2_000);
    await page.settle();
    expect(offsetOf(page, 99)).toBe(offset);
    expect(page.controller.state.name).toBe("anchored");
    await page.scroll(1_500);
    page.controller.hold(key, list);
    list.grow(key, -2_000);
    await page.settle();
    const bottom = offsetOf(page, 99) + list.rowPx(indexOfSeq(page.rows, 99));
    expect([bottom > 0, bottom <= list.viewportPx]).toEqual([true, true]);
    // It is the end again, and is followed.
    await conversation.happen("peer");
    await page.settle();
    expect(page.controller.state.name).toBe("following");
  });

  it("[WEB-80] is no reason to lose the end when nothing was opened", async () => {
    const { conversation, page, list } = await open(100, { kind: "end" });
    page.controller.hold(page.rows.at(-1)?.key ?? "", list);
    await page.settle();
    await conversation.happen("peer");
    await page.settle();
    expect(page.controller.state.name).toBe("following");
  });
});

describe("the beginning", () => {
  it("[WEB-83] stays in sight when it is higher than was guessed", async () => {
    const { page, list } = await open(300, { kind: "end" });
    while (!page.timeline.atStart) await page.scroll(-10_000);
    // Far enough to forget nothing, and back to a row that grew meanwhile.
    await page.scroll(3_000);
    list.grow("start", 120);
    await page.scroll(-10_000);
    expect(list.scrollTop).toBe(0);
  });
});

describe("what is read", () => {
  it("[WEB-84] is what was visible at rest, and nothing on the way", async () => {
    const conversation = await NaiveConversation.make(Array.from({ length: 500 }, () => "peer" as const));
    const options = { compensates: false, tellsScrollFirst: false, heightOf: () => 120 };
    const page = new FakeLogPage(conversation, { kind: "unread", seq: 100 }, options);
    expect(page.seen).toBe(null);
    await page.settle();
    // Five messages of 120 px are visible, with a part of the one before the line.
    const seen = seqAt(page.rows, page.seen?.index ?? -1) ?? 0;
    expect([seen >= 100, seen <= 104, page.seen?.all]).toEqual([true, true, false]);
    page.controller.jumpTo({ kind: "end" });
    expect(page.seen).toBe(null);
    await page.settle();
    expect(page.seen?.all).toBe(true);
  });
});
