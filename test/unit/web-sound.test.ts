// Which messages are heard: those of which notifications would tell.
import { expect, it } from "vitest";
import { isHeard, type Hearing } from "../../apps/web/notifications/is-heard.ts";
import type { KlatchEvents, UserId } from "../../sdk/entry.ts";
import { everyone } from "../../apps/text/mentions/everyone.ts";

const [me, bob] = ["user_me", "user_bob"] as UserId[] as [UserId, UserId];
const now = Date.parse("2026-12-01T22:30:00Z");
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const night = { from: "22:00", to: "07:00", zone: "UTC", days: [...days] };
const choices = { mentionsBreakThrough: false, quietHours: null, messageRequests: false };

type Message = Pick<KlatchEvents["message"], "seq" | "senderId" | "content" | "mentions" | "silent">;
const message: Message = { seq: 5, senderId: bob, content: { type: "text", text: "Hi" } };
const toMe: Partial<Message> = { mentions: [me] };
const breaking: Partial<Hearing["choices"]> = { mentionsBreakThrough: true };

it.each<readonly [string, boolean, Partial<Message>, object, Partial<Hearing["choices"]>]>([
  ["somebody else's", true, {}, {}, {}],
  ["one's own", false, { senderId: me }, {}, {}],
  ["a silent one", false, { silent: true }, {}, {}],
  ["one that is gone", false, { content: { type: "gone", fallback: "Gone" } }, {}, {}],
  ["a read one", false, {}, { cursorSeq: 5 }, {}],
  ["one of a conversation that was left", false, {}, { left: true }, {}],
  ["one of somebody who is blocked", false, {}, { blocked: true }, {}],
  ["a muted one", false, {}, { mutedUntil: now + 1 }, {}],
  ["one that was muted until now", true, {}, { mutedUntil: now }, {}],
  ["a muted one that mentions, without breaking through", false, toMe, { mutedUntil: now + 1 }, {}],
  ["a muted one that mentions", true, toMe, { mutedUntil: now + 1 }, breaking],
  ["a muted one that does not mention", false, {}, { mutedUntil: now + 1 }, breaking],
  ["one that mentions nobody, of mentions only", false, {}, { notify: "mentions" }, {}],
  ["one that mentions, of mentions only", true, toMe, { notify: "mentions" }, {}],
  ["one that mentions all, of mentions only", true, { mentions: [everyone] }, { notify: "mentions" }, {}],
  ["one that mentions, of none", false, toMe, { notify: "none" }, breaking],
  ["one in quiet hours", false, {}, {}, { quietHours: night }],
  ["one in quiet hours that mentions", true, toMe, {}, { quietHours: night, ...breaking }],
  ["one before quiet hours", true, {}, {}, { quietHours: { ...night, from: "22:31" } }],
  ["a request", false, {}, { request: true }, {}],
  ["a request, where they are told of", true, {}, { request: true }, { messageRequests: true }],
])("[WEB-396] %s: %s", (_, heard, said, entry, chosen) => {
  const hearing = { me, everyone, choices: { ...choices, ...chosen }, now };
  expect(isHeard({ ...message, ...said }, { cursorSeq: 4, ...entry }, hearing)).toBe(heard);
});
