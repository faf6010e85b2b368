// The timeline's controller under random schedules, with a real timeline of the SDK and a list that guesses heights.
import {
  array,
  assert as check,
  asyncProperty,
  boolean,
  constant,
  integer,
  nat,
  oneof,
  record,
  type Arbitrary,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { indexOfSeq, unreadIndex } from "../../apps/web/timeline/row-places.ts";
import { endOf, toEndOf } from "../../apps/web/timeline/list-view.ts";
import type { Place } from "../../apps/web/timeline/timeline-place.ts";
import { FakeLogPage } from "../support/fake-log-page.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { NaiveConversation } from "../support/naive-conversation.ts";

const does = <const Name extends string>(name: Name): Arbitrary<Name> => constant(name);

const kind = oneof(
  { weight: 8, arbitrary: constant("peer" as const) },
  { weight: 2, arbitrary: constant("me" as const) },
  { weight: 1, arbitrary: record({ hidden: integer({ min: 1, max: 5 }) }) },
);
/** How far the list still rolls after a click, as on a touch screen. */
const roll = oneof(constant(0), integer({ min: -300, max: 300 }));
const step = oneof(
  { weight: 4, arbitrary: record({ does: does("scroll"), px: integer({ min: -4_000, max: 4_000 }) }) },
  { weight: 2, arbitrary: record({ does: does("arrive"), kinds: array(kind, { minLength: 1, maxLength: 5 }) }) },
  { weight: 2, arbitrary: record({ does: does("miss"), count: integer({ min: 1, max: 60 }) }) },
  { weight: 2, arbitrary: record({ does: does("grow"), row: nat(200), px: integer({ min: 1, max: 300 }) }) },
  {
    weight: 1,
    arbitrary: record({
      does: does("turn"),
      widthPx: integer({ min: 200, max: 900 }),
      viewportPx: integer({ min: 250, max: 900 }),
    }),
  },
  { weight: 1, arbitrary: record({ does: does("squeeze"), viewportPx: integer({ min: 250, max: 900 }) }) },
  { weight: 1, arbitrary: record({ does: does("inset"), px: nat(120) }) },
  { weight: 2, arbitrary: record({ does: does("jump"), seq: integer({ min: 1, max: 150 }), roll }) },
  { weight: 1, arbitrary: record({ does: does("pill"), roll }) },
  { weight: 1, arbitrary: record({ does: does("send") }) },
  { weight: 1, arbitrary: record({ does: does("online"), is: boolean() }) },
);
type Step = typeof step extends Arbitrary<infer T> ? T : never;

const place: Arbitrary<Place> = oneof(
  record({ kind: does("end") }),
  record({ kind: does("seq"), seq: integer({ min: 1, max: 120 }) }),
  record({ kind: does("unread"), seq: integer({ min: 1, max: 120 }) }),
);

/** Positions are rounded by the page and by the controller. */
const tolerancePx = 2.5;

async function take(one: Step, page: FakeLogPage, conversation: NaiveConversation): Promise<void> {
  switch (one.does) {
    case "scroll":
      return page.scroll(one.px);
    case "arrive":
      for (const each of one.kinds) await conversation.happen(each);
      break;
    case "miss":
      for (let n = 0; n < one.count; n++) conversation.miss("peer");
      conversation.hear();
      break;
    case "grow":
      page.list.grow(page.rows[one.row % Math.max(1, page.rows.length)]?.key ?? "", one.px);
      break;
    case "turn":
      page.list.resize(one.widthPx, one.viewportPx);
      break;
    case "squeeze":
      page.list.resize(page.list.widthPx, one.viewportPx);
      break;
    case "inset":
      page.list.insetPx = one.px;
      page.list.scrollTo(page.list.scrollTop);
      break;
    case "jump":
      page.controller.jumpTo({ kind: "seq", seq: one.seq });
      return page.settle(one.roll);
    case "pill":
      page.controller.jumpTo({ kind: "end" });
      return page.settle(one.roll);
    case "send":
      page.send(`sent-${page.outgoing.length}`);
      break;
    case "online":
      conversation.isOnline = one.is;
      if (one.is) conversation.becomeCaughtUp();
  }
  await page.settle();
}

function expectVisible({ list, rows }: FakeLogPage, index: number): void {
  expect(rows[index]).toBeDefined();
  const top = list.rowTop(index) - list.scrollTop;
  const bottom = top + list.rowPx(index);
  // Of a message that is higher than the screen, a part.
  const freePx = list.viewportPx - list.insetPx;
  const isHigh = list.rowPx(index) > freePx;
  expect(bottom).toBeLessThanOrEqual(isHigh ? Infinity : freePx + tolerancePx);
  expect(isHigh ? bottom : top).toBeGreaterThanOrEqual(-tolerancePx);
  expect(top).toBeLessThan(freePx);
}

function expectAtEnd({ list, timeline, seen }: FakeLogPage, isOnline: boolean): void {
  expect(toEndOf(list)).toBeLessThanOrEqual(tolerancePx);
  if (!isOnline) return;
  expect(timeline.atEnd).toBe(true);
  expect(seen).toMatchObject({ all: true });
}

/** What is true whenever the page has come to rest. */
function holds(one: Step | Place, before: Readonly<Stand>, page: FakeLogPage, conversation: NaiveConversation): void {
  const { controller, list, rows, timeline } = page;
  const { isOnline } = conversation;
  const { state } = controller;
  if (isOnline) expect(state.name).not.toBe("jumping");
  if (state.name === "following") expectAtEnd(page, isOnline);
  const what = "does" in one ? one.does : one.kind;
  if (what === "pill" || what === "end") {
    expect(state.name === "following" || !isOnline).toBe(true);
    expectAtEnd(page, isOnline);
  }
  if (what === "send") {
    expectVisible(page, rows.length - 1);
    expect(rows.at(-1)).toMatchObject({ message: { outgoing: page.outgoing.at(-1) } });
  }
  if (isOnline && !timeline.atStart) expect(list.scrollTop).toBeGreaterThan(1_000);
  if (isOnline && !timeline.atEnd) expect(toEndOf(list)).toBeGreaterThan(1_000);
  if ("seq" in one && isOnline && rows.length > 0) {
    const line = what === "unread" ? unreadIndex(rows) : -1;
    const index = line >= 0 ? line : indexOfSeq(rows, one.seq);
    expectVisible(page, index >= 0 ? index : rows.length - 1);
  }
  const isWaiting = what === "jump" && state.name === "jumping";
  if (!isWaiting && !["arrive", "miss", "grow", "squeeze", "inset", "turn", "online"].includes(what)) return;
  if (before.name === "following" && !isWaiting) expect(state.name).toBe("following");
  if (before.name !== "anchored" || before.key === null || before.isNearEnd) return;
  const index = rows.findIndex(({ key }) => key === before.key);
  // Towards a place beyond the end, what is kept of the end is shown even offline.
  if (isWaiting && index < 0) return;
  expect(index).toBeGreaterThanOrEqual(0);
  const isCut = list.scrollTop <= tolerancePx || list.scrollTop >= endOf(list) - tolerancePx;
  if (isCut) return;
  const offset = list.rowTop(index) - list.scrollTop;
  if (what === "turn" && before.offsetPx < 0) expect(offset + list.rowPx(index)).toBeGreaterThan(-tolerancePx);
  else expect(Math.abs(offset - before.offsetPx)).toBeLessThanOrEqual(tolerancePx);
}

interface Stand {
  readonly name: string;
  readonly key: string | null;
  readonly offsetPx: number;
  readonly isNearEnd: boolean;
}

function standOf({ controller: { state }, list, timeline, rows }: FakeLogPage): Stand {
  const anchor = state.name === "anchored" ? state.anchor : null;
  const index = rows.findIndex(({ key }) => key === anchor?.key);
  const isNearEnd = timeline.atEnd && toEndOf(list) <= 70;
  return { name: state.name, key: anchor?.key ?? null, offsetPx: list.rowTop(index) - list.scrollTop, isNearEnd };
}

describe("any place in a timeline", () => {
  it("[WEB-80] [WEB-81] [WEB-82] [WEB-83] is kept, reached and left as its reader wants it", async () => {
    const heights = array(integer({ min: 20, max: 260 }), { minLength: 7, maxLength: 7 });
    const start = record({
      count: integer({ min: 0, max: 160 }),
      place,
      compensates: boolean(),
      isEager: boolean(),
      heights,
    });
    const property = asyncProperty(start, array(step, { maxLength: 14 }), async (begin, steps) => {
      const conversation = await NaiveConversation.make(Array.from({ length: begin.count }, () => "peer" as const));
      const page = new FakeLogPage(conversation, begin.place, {
        compensates: begin.compensates,
        tellsScrollFirst: begin.isEager,
        heightOf: (key) => begin.heights[[...key].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 7] ?? 40,
      });
      let before: Stand = { name: "none", key: null, offsetPx: 0, isNearEnd: false };
      await page.settle();
      holds(begin.place, before, page, conversation);
      for (const one of steps) {
        before = standOf(page);
        await take(one, page, conversation);
        holds(one, before, page, conversation);
      }
    });
    // A failure prints its seed and the shortest schedule.
    await expect(check(property, parametersOf(150))).resolves.toBeUndefined();
  });
});
