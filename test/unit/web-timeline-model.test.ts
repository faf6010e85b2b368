// The timeline's controller under random schedules, with a real timeline of the SDK and a list that guesses heights.
import { createHash } from "node:crypto";
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
import { FakeLogPage } from "../support/fake-log-page.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { faultsOf, standOf, type Wish } from "../support/log-page-rules.ts";
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

const place = oneof(
  record({ kind: does("end") }),
  record({ kind: does("seq"), seq: integer({ min: 1, max: 120 }) }),
  record({ kind: does("unread"), seq: integer({ min: 1, max: 120 }) }),
);
type Opening = typeof place extends Arbitrary<infer T> ? T : never;

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

function wishOf(one: Step | Opening): Wish {
  if ("kind" in one) return one.kind === "end" ? "end" : { seq: one.seq, isLine: one.kind === "unread" };
  if (one.does === "jump") return { seq: one.seq, isLine: false };
  if (one.does === "scroll") return "elsewhere";
  return one.does === "pill" ? "end" : one.does === "send" ? "sent" : null;
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
        heightOf: (key) => begin.heights[createHash("sha256").update(key).digest().readUInt8() % 7] ?? 40,
      });
      const unopened = standOf(page);
      await page.settle();
      expect(faultsOf(page, unopened, wishOf(begin.place), false, true)).toEqual([]);
      for (const one of steps) {
        const before = standOf(page);
        await take(one, page, conversation);
        const isTurned = one.does === "turn";
        expect(faultsOf(page, before, wishOf(one), isTurned, conversation.isOnline)).toEqual([]);
      }
    });
    // A failure prints its seed and the shortest schedule.
    await expect(check(property, parametersOf(150))).resolves.toBeUndefined();
  });
});
