// What is shown of what the server pushes: one notification for each conversation, and nothing of anything else.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { addressOf, clearedBy, isCleared, isRepeat, shownOf } from "../../apps/web/service-worker/pushed.ts";
import { parametersOf } from "../support/fuzz-runs.ts";

const pushed = {
  type: "message",
  conversationId: "direct_a_b",
  seq: 7,
  title: "Bob",
  body: "Coffee?",
  unread: 1,
  mentions: 0,
  badge: 4,
};

it("[WEB-391] a message is shown with who wrote it; several with how many, in the person's language", () => {
  expect(shownOf(pushed, "en-GB")).toEqual({
    title: "Bob",
    body: "Coffee?",
    tag: "direct_a_b",
    data: { conversationId: "direct_a_b", seq: 7 },
    badge: 4,
    isSilent: false,
    reply: "Reply",
  });
  expect(shownOf({ ...pushed, unread: 3 }, "de")?.title).toBe("Bob (3)");
  const { title: _title, body: _body, badge: _badge, ...bare } = pushed;
  expect(shownOf(bare, "en")).toMatchObject({ title: "Klatch", body: "New message", badge: undefined });
  expect(shownOf({ ...bare, unread: 3 }, "zh-CN")).toMatchObject({ title: "Klatch", body: "3 条新消息" });
});

it("[WEB-391] one that is shown already, or is older, is a repeat", () => {
  const shown = shownOf(pushed, "en");
  if (shown === null) throw new Error("nothing is shown");
  const at = (seq: number) => ({ conversationId: "direct_a_b", seq });
  expect([[], [at(6)], [null, "x", {}]].map((before) => isRepeat(shown, before))).toEqual([false, false, false]);
  expect([[at(7)], [at(3), at(8)]].map((before) => isRepeat(shown, before))).toEqual([true, true]);
});

it("[WEB-391] a click leads to the conversation, whatever its id", () => {
  expect(addressOf({ conversationId: "a/b#c?d", seq: 1 })).toBe("/#/c/a%2Fb%23c%3Fd");
});

it("[WEB-391] nothing else shows anything", () => {
  for (const other of [
    { ...pushed, type: "later" },
    null,
    undefined,
    3,
    "x",
    [],
    {},
    { ...pushed, seq: -1 },
    { ...pushed, title: 3 },
    { ...pushed, conversationId: "" },
  ])
    expect(shownOf(other, "en")).toBeNull();
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, language) => {
      const shown = shownOf(value, language);
      expect(shown === null || typeof shown.title === "string").toBe(true);
    }),
    parametersOf(300),
  );
});

it("[WEB-391] what is over is closed, up to the seq that is said, and nothing newer", () => {
  const over = { conversationId: "direct_a_c", seq: 9 };
  const cleared = clearedBy({ ...pushed, cleared: [over, null, 3, {}] });
  expect(cleared).toEqual([over]);
  const at = (seq: number, conversationId = "direct_a_c") => ({ conversationId, seq });
  expect([at(8), at(9), at(10), at(1, "direct_a_b"), null, "x"].map((one) => isCleared(one, cleared))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  for (const other of [pushed, null, 3, { cleared: 3 }, { cleared: {} }]) expect(clearedBy(other)).toEqual([]);
});

it("[PUSH-41] what takes the place of something that is not so any more is not heard", () => {
  expect(shownOf({ ...pushed, replaces: true }, "en")?.isSilent).toBe(true);
  expect(shownOf(pushed, "en")?.isSilent).toBe(false);
});

it("[WEB-397] a message can be answered, and neither a request nor an invitation", () => {
  expect(shownOf(pushed, "zh")?.reply).toBe("回复");
  for (const other of [{ request: true }, { type: "friend-request" }, { type: "invitation" }])
    expect(shownOf({ ...pushed, ...other }, "en")?.reply).toBeNull();
});

it("[WEB-395] friend requests, invitations and first messages are shown with who, and lead to where they are answered", () => {
  const news = { seq: 3, unread: 0, mentions: 0, title: "Ada", by: "Ada" };
  const asked = { ...news, type: "friend-request", conversationId: "friend-request:user_a" };
  const invited = { ...news, type: "invitation", conversationId: "invitation:group_a", title: "Tea" };
  expect(shownOf(asked, "en")).toMatchObject({ title: "Ada", body: "Wants to be friends with you" });
  expect(shownOf(invited, "en")).toMatchObject({ title: "Tea", body: "Ada invites you to this group" });
  expect(shownOf({ ...invited, by: undefined }, "zh")).toMatchObject({ title: "Tea", body: "邀请你加入此群" });
  const { body: _body, ...silent } = pushed;
  expect(shownOf({ ...silent, request: true }, "en")).toMatchObject({ title: "Bob", body: "Wants to write to you" });
  expect([asked, invited].map((one) => addressOf(one))).toEqual(["/#/people/requests", "/#/"]);
});
