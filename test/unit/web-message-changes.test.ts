// What people may change of messages, and what the page makes of it: pure parts.
import { beforeEach, describe, expect, it } from "vitest";
import { usualWindows } from "../../sdk/connection/change-windows.ts";
import { canonicalEmoji } from "../../schema/protocol/emoji.ts";
import type { ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { editableUntil, recallableUntil, type ChangeStanding } from "../../apps/web/changes/may-change.ts";
import { PendingHides } from "../../apps/web/changes/pending-hides.ts";
import { recallableTogether } from "../../apps/web/changes/recallable-together.ts";
import { RecalledTexts } from "../../apps/web/changes/recalled-texts.ts";
import { tombstoneText } from "../../apps/web/changes/tombstone-text.ts";
import { emojiKinds } from "../../apps/web/composer/emoji-list.ts";
import { EditsModel } from "../../apps/web/model/edits.ts";
import { chipsOf, emojiOfKey, isMine, quickEmoji } from "../../apps/web/reactions/quick-reactions.ts";
import { whoReacted } from "../../apps/web/reactions/who-reacted.ts";
import { extended, maxSelected, selectionOf, toggled } from "../../apps/web/selection/selection.ts";

const [me, ada, bob] = ["user_me", "user_ada", "user_bob"] as [UserId, UserId, UserId];
const here = "group_1" as ConversationId;
const minuteMs = 60_000;
const sentMs = 1_000_000_000;

const message = (more: object = {}) => ({
  seq: 7,
  senderId: me,
  content: { type: "text", text: "Hi" } as const,
  atMs: sentMs,
  state: null,
  ...more,
});
const standing = (more: Partial<ChangeStanding> = {}): ChangeStanding => ({
  me,
  nowMs: sentMs + minuteMs,
  mayWrite: true,
  role: null,
  roleOf: () => null,
  windows: usualWindows,
  ...more,
});
const recalled = (reason: NonNullable<MessageState["recalled"]>["reason"], senderId?: UserId): MessageState => ({
  asOf: 9,
  recalled: { reason, ...(senderId !== undefined && { senderId }) },
});

describe("[WEB-233] what may be edited", () => {
  it("is one's own text, for 15 minutes, as long as one may write", () => {
    const untilMs = sentMs + 15 * minuteMs;
    expect(editableUntil(message(), standing())).toBe(untilMs);
    expect(editableUntil(message(), standing({ nowMs: untilMs - 1 }))).toBe(untilMs);
    expect(editableUntil(message(), standing({ nowMs: untilMs }))).toBeNull();
    expect(editableUntil(message(), standing({ mayWrite: false }))).toBeNull();
    const windows = { editMs: 4_000_000_000, recallMs: 5_000 };
    expect(editableUntil(message(), standing({ windows }))).toBe(sentMs + 4_000_000_000);
    expect(editableUntil(message(), standing({ windows: { ...windows, editMs: 0 } }))).toBeNull();
    const forwardedFrom = { senderId: ada, senderName: "Ada" };
    expect(editableUntil({ ...message(), forwardedFrom }, standing())).toBeNull();
  });

  it.each([
    ["another person's", { senderId: ada }],
    ["one that is not sent", { seq: null }],
    ["one that is gone", { state: recalled("sender", me) }],
    ["a tombstone", { content: { type: "gone", fallback: "" } }],
    ["one that is no text", { content: { type: "dice", fallback: "6" } }],
  ])("is not %s", (_, more) => {
    expect(editableUntil(message(more) as Parameters<typeof editableUntil>[0], standing({ role: "owner" }))).toBeNull();
  });
});

describe("[WEB-236] what may be deleted for everyone", () => {
  it("is one's own for two minutes, also where one may not write", () => {
    const untilMs = sentMs + 2 * minuteMs;
    expect(recallableUntil(message(), standing({ mayWrite: false }))).toBe(untilMs);
    expect(recallableUntil(message(), standing({ nowMs: untilMs }))).toBeNull();
    expect(recallableUntil(message({ senderId: ada }), standing())).toBeNull();
    const windows = { editMs: 5_000, recallMs: 4_000_000_000 };
    expect(recallableUntil(message(), standing({ nowMs: untilMs, windows }))).toBe(sentMs + 4_000_000_000);
    expect(recallableUntil(message(), standing({ windows: { ...windows, recallMs: 0 } }))).toBeNull();
    expect(recallableUntil(message({ state: recalled("sender", me) }), standing({ role: "owner" }))).toBeNull();
    expect(recallableUntil(message({ seq: null }), standing({ role: "owner" }))).toBeNull();
  });

  it("is anything at any time for the owner, and for admins what those below them wrote", () => {
    const late = { nowMs: sentMs + 1_000 * minuteMs };
    const roles = new Map([
      [ada, "member"],
      [bob, "admin"],
    ] as const);
    const roleOf = (userId: UserId) => roles.get(userId) ?? null;
    const by = (senderId: UserId, role: "owner" | "admin" | "member") =>
      recallableUntil(message({ senderId }), standing({ ...late, role, roleOf }));
    for (const senderId of [me, ada, bob]) expect(by(senderId, "owner")).toBe("always");
    expect(by(ada, "admin")).toBe("always");
    expect(by(bob, "admin")).toBeNull();
    expect(by(me, "admin")).toBeNull();
    expect(by("user_left" as UserId, "admin")).toBe("always");
    expect(by(ada, "member")).toBeNull();
  });

  it("is several together only as long as each of them", () => {
    expect(recallableTogether(["always", 7, 5])).toBe(5);
    expect(recallableTogether(["always", "always"])).toBe("always");
    expect(recallableTogether(["always", null, 5])).toBeNull();
    expect(recallableTogether([])).toBeNull();
  });
});

it("[WEB-238] a tombstone says who deleted whose message", () => {
  const nameOf = (userId: UserId): string => (userId === ada ? "Ada" : "Bob");
  const text = (senderId: UserId, state: MessageState | null): string =>
    // Names are isolated from the text around them.
    tombstoneText({ senderId, recalled: state?.recalled }, me, nameOf).replaceAll(/\p{Cf}/gu, "");
  expect(text(me, recalled("sender", me))).toBe("You deleted a message");
  expect(text(ada, recalled("sender", ada))).toBe("Ada deleted a message");
  expect(text(ada, recalled("moderator", bob))).toBe("Bob deleted a message from Ada");
  expect(text(me, recalled("moderator", bob))).toBe("Bob deleted your message");
  expect(text(ada, recalled("moderator", me))).toBe("You deleted a message from Ada");
  expect(text(ada, recalled("moderator"))).toBe("This message was deleted");
  expect(text(ada, recalled("erased"))).toBe("This message was deleted");
  expect(text(ada, recalled("expired"))).toBe("This message has expired");
  expect(text(ada, null)).toBe("This message was deleted");
});

it("[WEB-238] what was deleted for everyone can be written again for two minutes", () => {
  const texts = new RecalledTexts();
  texts.keep(here, 7, "Hi", sentMs);
  expect(texts.textOf(here, 7, sentMs + 2 * minuteMs - 1)).toBe("Hi");
  expect(texts.textOf(here, 7, sentMs + 2 * minuteMs)).toBeNull();
  expect(texts.textOf(here, 8, sentMs)).toBeNull();
  expect(texts.textOf("group_2" as ConversationId, 7, sentMs)).toBeNull();
});

describe("[WEB-237] what is deleted for oneself", () => {
  const told: string[] = [];
  let left = "";
  const made = (): PendingHides =>
    new PendingHides({
      hide: (id, seqs) => told.push(`${id} ${seqs.join()}`),
      left: { get: () => left, set: (text) => void (left = text) },
    });
  beforeEach(() => {
    told.length = 0;
    left = "";
  });

  it("is hidden at once, and told when it can be undone no more", () => {
    const hides = made();
    const first = hides.begin(here, [3, 4]);
    const second = hides.begin(here, [9]);
    expect([...hides.in(here)]).toEqual([3, 4, 9]);
    expect(hides.in("group_2" as ConversationId).size).toBe(0);
    expect(told).toEqual([]);
    first.commit();
    expect([...hides.in(here)]).toEqual([9]);
    second.undo();
    second.commit();
    expect(told).toEqual(["group_1 3,4"]);
    expect(hides.in(here).size).toBe(0);
  });

  it("is told by the next page if this one goes, once", () => {
    const hides = made();
    const { commit, undo } = hides.begin(here, [3]);
    hides.leave();
    commit();
    undo();
    hides.begin(here, [4]);
    hides.leave();
    expect(told).toEqual([]);
    const next = made();
    next.resume();
    next.resume();
    expect(told).toEqual(["group_1 3", "group_1 4"]);
  });

  it.each(["{", "7", "null", "[null, 7]", '[{"id":7,"seqs":[1]},{"id":"x","seqs":["1"]}]'])(
    "takes nothing of what another version left: %s",
    (text) => {
      left = text;
      made().resume();
      expect(told).toEqual([]);
      expect(left).toBe("");
    },
  );
});

describe("[WEB-230] the chips of a message", () => {
  const state = (count: number): MessageState => ({
    asOf: 9,
    reactions: Array.from({ length: count }, (_, at) => ({ emoji: String(at), count: at + 1, mine: at === 1 })),
  });

  it("are at most twelve until all are asked for", () => {
    expect(chipsOf(null, false)).toEqual({ shown: [], more: 0 });
    expect(chipsOf(state(12), false).shown).toHaveLength(12);
    // One alone takes no more space than what would stand for it.
    expect(chipsOf(state(13), false)).toMatchObject({ shown: { length: 13 }, more: 0 });
    expect(chipsOf(state(20), false)).toMatchObject({ shown: { length: 12 }, more: 8 });
    expect(chipsOf(state(20), true)).toMatchObject({ shown: { length: 20 }, more: 0 });
  });

  it("say who reacted: this user first, twenty by name, the others as a number", async () => {
    const all = Array.from({ length: 250 }, (_, at) => ({
      userId: at === 249 ? me : (`user_${at}` as UserId),
      emoji: at < 220 ? "🎉" : "👍",
    }));
    const asked: (string | null)[] = [];
    const page = async (cursor: string | null) => {
      asked.push(cursor);
      const from = Number(cursor ?? 0);
      return { items: all.slice(from, from + 100), next: from + 100 < all.length ? String(from + 100) : null };
    };
    const who = await whoReacted("👍", 30, me, page);
    expect(who.named).toHaveLength(20);
    expect(who.named[0]).toBe(me);
    expect(who.more).toBe(10);
    expect(asked).toEqual([null, "100", "200"]);
    // No page is asked for beyond what is needed.
    asked.length = 0;
    expect(await whoReacted("🎉", 3, me, page)).toMatchObject({ named: { length: 20 } });
    expect(asked).toEqual([null]);
  });
});

describe("[WEB-231] the emojis that are offered", () => {
  it("are each one emoji in the form in which the server keeps it", () => {
    const offered = [...quickEmoji, ...emojiKinds.flatMap(([, list]) => list.split(" "))];
    expect(offered.length).toBeGreaterThan(500);
    expect(offered.filter((emoji) => canonicalEmoji(emoji) !== emoji)).toEqual([]);
  });

  it("have six that stand on the keys 1 to 6", () => {
    expect(["1", "2", "3", "4", "5", "6"].map(emojiOfKey)).toEqual(quickEmoji);
    for (const key of ["0", "7", "12", "", "a", "Enter"]) expect(emojiOfKey(key), key).toBeNull();
    expect(isMine({ asOf: 1, reactions: [{ emoji: "👍", count: 2, mine: true }] }, "👍")).toBe(true);
    expect(isMine({ asOf: 1, reactions: [{ emoji: "👍", count: 2, mine: false }] }, "👍")).toBe(false);
    expect(isMine(null, "👍")).toBe(false);
  });
});

describe("[WEB-241] selected messages", () => {
  const order = Array.from({ length: 300 }, (_, at) => `k${at}`);

  it("are chosen one by one, and with Shift all between, in either direction", () => {
    const first = selectionOf("k5");
    expect([...(toggled(first, "k9")?.keys ?? [])]).toEqual(["k5", "k9"]);
    expect([...extended(first, "k8", order).keys]).toEqual(["k5", "k6", "k7", "k8"]);
    expect(new Set(extended(first, "k3", order).keys)).toEqual(new Set(["k3", "k4", "k5"]));
    expect(toggled(first, "k5")).toBeNull();
    // Where the range begins has left the list.
    expect([...extended(selectionOf("gone"), "k2", order).keys]).toEqual(["gone", "k2"]);
    expect(extended(first, "none", order)).toBe(first);
  });

  it("are at most as many as one request names, the nearest first", () => {
    const many = extended(selectionOf("k0"), "k299", order);
    expect(many.keys.size).toBe(maxSelected);
    expect(many.keys.has("k99")).toBe(true);
    expect(toggled(many, "k250")?.keys.size).toBe(maxSelected);
    expect(toggled(many, "k0")?.keys.size).toBe(maxSelected - 1);
    const up = extended(selectionOf("k299"), "k0", order);
    expect(up.keys.has("k200")).toBe(true);
    expect(up.keys.has("k0")).toBe(false);
  });
});

it("[WEB-233] an edit has a text of its own: the draft is not touched", () => {
  const edits = new EditsModel();
  const edit = { seq: 7, messageId: "group_1:7" as MessageId, original: "Hi", mentions: [], untilMs: sentMs };
  expect(edits.of(here)).toBeNull();
  // Nothing is being edited.
  edits.set(here, "lost", []);
  expect(edits.of(here)).toBeNull();
  edits.begin(here, edit);
  expect(edits.in(here)).toBe("Hi");
  const mentions = [{ userId: ada, name: "Ada", at: 4 }];
  edits.set(here, "Hi, @Ada", mentions);
  expect(edits.of(here)).toMatchObject({ seq: 7, original: "Hi", text: "Hi, @Ada" });
  expect(edits.mentionsIn(here)).toEqual(mentions);
  expect(edits.peek("group_2" as ConversationId)).toBe("");
  edits.clear(here);
  expect(edits.of(here)).toBeNull();
});
