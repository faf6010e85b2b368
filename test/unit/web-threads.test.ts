// Threads in the web client: their pages' addresses, which replies are new, and how high their footers are.
import { expect, it } from "vitest";
import { parseSide, threadOfSide } from "../../apps/web/route/side-page.ts";
import { SeenThreads } from "../../apps/web/threads/seen-threads.ts";
import { heightHints } from "../../apps/web/timeline/size-hints.ts";
import { timelineRows } from "../../apps/web/timeline/timeline-rows.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { direct, me, message } from "../support/sdk-fakes.ts";

it("[WEB-261] a thread has an address, and nothing else is one", () => {
  expect(parseSide("thread:12")).toBe("thread:12");
  expect(threadOfSide("thread:12")).toBe(12);
  for (const other of [
    "thread:",
    "thread:0",
    "thread:-1",
    "thread:1e3",
    "thread:9999999999999999",
    "threads:1",
    "thread:1 ",
  ])
    expect(parseSide(other)).toBeNull();
  expect([threadOfSide("info"), threadOfSide("message:12")]).toEqual([null, null]);
  expect(parseSide("message:12")).toBe("message:12");
});

it("[WEB-262] replies are new in a thread that the user follows, from the page's start until it is opened", () => {
  const seen = new SeenThreads(100);
  const thread = { count: 1, lastReplyAt: 150, mine: true as const };
  expect(seen.hasNew(direct, 1, thread)).toBe(true);
  expect(seen.hasNew(direct, 1, { count: 1, lastReplyAt: 150 })).toBe(false);
  expect(seen.hasNew(direct, 1, { ...thread, lastReplyAt: 100 })).toBe(false);
  expect(seen.hasNew(direct, 1, { count: 0, mine: true })).toBe(false);
  seen.see(direct, 1, 150);
  seen.see(direct, 1, 120);
  expect([seen.hasNew(direct, 1, thread), seen.hasNew(direct, 2, thread)]).toEqual([false, true]);
  expect(seen.hasNew(direct, 1, { ...thread, lastReplyAt: 151 })).toBe(true);
});

it("[WEB-262] a footer has its room before it is drawn", () => {
  const height = (state: MessageState | null, fields = {}): number => {
    const items = [{ event: message(1, fields), state, changes: [] }];
    const rows = timelineRows({ items, outgoing: [], me, atStart: false, unreadAfterSeq: null, isSilent: () => true });
    return heightHints(rows, 400, false)[0].at(-1) ?? 0;
  };
  const plain = height(null);
  expect(height({ asOf: 2, thread: { count: 1, lastReplyAt: 1 } }) - plain).toBe(28);
  expect(height(null, { thread: 1 }) - plain).toBe(28);
  expect(height({ asOf: 2, thread: { count: 0, lastReplyAt: 1 } })).toBe(plain);
});
