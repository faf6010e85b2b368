// The list of conversations without a browser: what a row shows, filters, actions, swipes and keys.
import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import type {
  ConversationId,
  KlatchClient,
  ListedConversation,
  OutgoingMessage,
  OutgoingState,
  UserId,
} from "@klatch/sdk";
import { actionsFor, swipesFor, type InboxActionContext } from "../../apps/web/inbox/inbox-actions.ts";
import { lastShown, ownMark } from "../../apps/web/inbox/last-shown.ts";
import { conversationStep, keepsAltArrows, nextConversation } from "../../apps/web/inbox/next-conversation.ts";
import { mayBegin, swipeOf, type SwipeSide } from "../../apps/web/inbox/swipe.ts";
import { isMuted, isMutedForever, isUnread, muteChoices } from "../../apps/web/inbox/own-settings.ts";
import { FilteredInbox, type InboxFilter } from "../../apps/web/model/inbox-filter.ts";
import { Chat } from "../../apps/web/model/chat.ts";
import { InboxModel } from "../../apps/web/model/inbox.ts";
import { unknownName } from "../../apps/web/text/unknown-name.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import {
  conversationChanged,
  direct,
  entryOf,
  FakeWorld,
  me,
  message,
  peer,
  session,
  settle,
} from "../support/sdk-fakes.ts";

const id = (name: string): ConversationId => name as ConversationId;

const listedOf = (fields: Partial<ListedConversation> = {}): ListedConversation => ({
  ...entryOf({ activeAt: 9 }),
  ...fields,
});
const previewBy = (senderId: UserId, createdAt = 50, seq = 5): ListedConversation["preview"] => ({
  ...{ seq, senderId, createdAt },
  type: "text",
  text: "Hi",
});
const outgoing = (state: OutgoingState, writtenAtMs: number): OutgoingMessage =>
  ({ state, writtenAtMs, content: { type: "text", text: "Mine" } }) as OutgoingMessage;
const joined = { seq: 6, actorId: peer, how: "added", createdAt: 60 } as const;

describe("what a row shows", () => {
  it("[WEB-110] is the newest: what waits, a coming into the group, a message, or that one is out", () => {
    const preview = previewBy(peer);
    expect(lastShown(listedOf()).kind).toBe("nothing");
    expect(lastShown(listedOf({ preview })).kind).toBe("message");
    expect(lastShown(listedOf({ preview, joined })).kind).toBe("joined");
    expect(lastShown(listedOf({ preview: previewBy(peer, 70, 7), joined })).kind).toBe("message");
    expect(lastShown(listedOf({ preview, outgoing: outgoing("waiting", 40) })).kind).toBe("outgoing");
    expect(lastShown(listedOf({ preview, joined, left: true })).kind).toBe("left");
    const group = { name: "Tea", avatar: "", memberCount: 0 };
    expect(lastShown(listedOf({ preview, group, left: true })).kind).toBe("dissolved");
  });

  it("[WEB-110] is a failed message only until something newer came, but its mark stays", () => {
    const preview = previewBy(peer);
    const [old, recent] = [outgoing("failed", 40), outgoing("failed", 55)];
    expect(lastShown(listedOf({ preview, outgoing: recent })).kind).toBe("outgoing");
    expect(lastShown(listedOf({ preview, outgoing: old })).kind).toBe("message");
    expect(ownMark(listedOf({ preview, outgoing: old }), me, () => 0)).toBe("failed");
  });

  it("[WEB-110] has the mark of one's own message, and none for what others wrote", () => {
    const marks = (["storing", "waiting", "sending", "acked", "failed"] as const).map((state) =>
      ownMark(listedOf({ outgoing: outgoing(state, 90) }), me, () => 0),
    );
    expect(marks).toEqual([null, "waiting", "waiting", "sent", "failed"]);
    const own = listedOf({ preview: previewBy(me) });
    expect([4, 5].map((readUpTo) => ownMark(own, me, () => readUpTo))).toEqual(["sent", "read"]);
    expect(ownMark(listedOf({ preview: previewBy(peer) }), me, () => 5)).toBeNull();
    expect(ownMark(listedOf({ preview: previewBy(me), joined }), me, () => 5)).toBeNull();
  });

  it("[WEB-110] follows the outbox: an unsent message is there at once", async () => {
    const world = new FakeWorld();
    const client: KlatchClient = await world.connected();
    const model = new InboxModel(client);
    model.refresh();
    client.send(direct, "hello");
    await settle();
    expect(model.entries.value[0]?.outgoing?.state).toBe("sending");
    world.socket.say(message(1, { unread: 1, mentions: [me] }));
    await settle();
    expect(model.get(direct)).toMatchObject({ unread: 1, mentionSeqs: [1] });
  });
});

describe("names", () => {
  it("[WEB-116] of everybody whom the list shows are asked for together once it is there, and of nobody else", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const asked: string[] = [];
    world.answer = ({ path }) => {
      asked.push(path);
      return { status: 200, body: { users: [] } };
    };
    const chat = new Chat(client, session);
    void client.connect();
    await settle();
    const of = (name: string): { conversationId: ConversationId } => ({ conversationId: id(name) });
    const tea = { name: "Tea", avatar: "", memberCount: 9 };
    await world.catchUp(
      conversationChanged({ ...of("direct_1"), peerId: peer, preview: previewBy(me) }),
      conversationChanged({ ...of("group_1"), kind: "group", group: tea, preview: previewBy("user_sender" as UserId) }),
      conversationChanged({
        ...of("group_2"),
        kind: "group",
        group: tea,
        joined: { ...joined, actorId: "user_adder" as UserId },
      }),
    );
    expect(chat.inbox.entries.value).toHaveLength(3);
    expect(asked).toHaveLength(1);
    const ids = new URLSearchParams(asked[0]?.split("?")[1]).get("ids");
    expect(ids?.split(",").toSorted()).toEqual(["user_adder", peer, "user_sender"]);
  });
});

describe("filters", () => {
  const entries = signal<readonly ListedConversation[]>([]);
  const listed = (unread: Readonly<Record<string, number>>): void => {
    entries.value = Object.entries(unread).map(([name, count]) =>
      listedOf({
        id: id(name),
        kind: name.startsWith("group") ? "group" : "direct",
        unread: count,
        // One of a server of before, one of a message that came before the device.
        ...(name === "b@" && count > 0 && { mentionSeqs: [1] }),
        ...(name === "group d@" && { mentions: count }),
        ...(name.startsWith("stranger") && { request: true as const, mentionSeqs: [1] }),
        // It was recalled meanwhile.
        ...(name === "a" && { mentionSeqs: [1], mentions: 0 }),
      }),
    );
  };
  const shownBy = (inbox: FilteredInbox): string[] => inbox.shown.value.map((entry) => entry.id);

  it("[WEB-112] [WEB-111] list what fits", () => {
    const inbox = new FilteredInbox(entries);
    listed({ a: 1, "b@": 2, "group c": 0, "group d@": 1 });
    const shown = (["all", "unread", "mentions", "groups"] as const).map((filter) => {
      inbox.choose(filter);
      return shownBy(inbox);
    });
    expect(shown).toEqual([
      ["a", "b@", "group c", "group d@"],
      ["a", "b@", "group d@"],
      ["b@", "group d@"],
      ["group c", "group d@"],
    ]);
  });

  it("[WEB-292] leave out what strangers have begun, which is listed apart", () => {
    const inbox = new FilteredInbox(entries);
    listed({ a: 1, "stranger b@": 2, "group c": 0 });
    const shown = (["all", "unread", "mentions", "archived", "requests"] as const).map((filter) => {
      inbox.choose(filter);
      return shownBy(inbox);
    });
    expect(shown).toEqual([["a", "group c"], ["a"], [], [], ["stranger b@"]]);
    expect([inbox.requests.value, inbox.archived.value]).toEqual([1, 0]);
  });

  it("[WEB-112] keep what is read until another conversation is opened, or the filter is chosen again", () => {
    const inbox = new FilteredInbox(entries);
    listed({ a: 1, b: 2, c: 0 });
    inbox.choose("unread");
    inbox.opened(id("a"));
    listed({ a: 0, b: 2, c: 0 });
    expect(shownBy(inbox)).toEqual(["a", "b"]);
    // Back from the list to the same one, and a message elsewhere, which moves up.
    inbox.opened(id("a"));
    listed({ c: 1, a: 0, b: 2 });
    expect(shownBy(inbox)).toEqual(["c", "a", "b"]);
    inbox.opened(id("b"));
    listed({ c: 1, a: 0, b: 0 });
    expect(shownBy(inbox)).toEqual(["c", "b"]);
    inbox.choose("unread");
    expect(shownBy(inbox)).toEqual(["c"]);
  });
});

describe("what the person has set", () => {
  it("[WEB-201] what is muted is not in the total, and its time passes", () => {
    expect([isMuted({}, 5), isMuted({ mutedUntil: 6 }, 5), isMuted({ mutedUntil: 5 }, 5)]).toEqual([
      false,
      true,
      false,
    ]);
    const forever = muteChoices.at(-1)?.ms ?? 0;
    expect(isMutedForever({ mutedUntil: forever }, 0)).toBe(true);
    expect(forever).toBeLessThan(wireLimits.maxMuteMs);
    expect(isMutedForever({ mutedUntil: muteChoices[2].ms }, 0)).toBe(false);
    expect([{ unread: 1 }, { unread: 0, markedUnread: true } as const, { unread: 0 }].map(isUnread)).toEqual([
      ...[true, true, false],
    ]);
  });

  it("[WEB-201] [WEB-202] the model counts what is not muted, and lists what is not hidden", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const model = new InboxModel(client);
    const say = (name: string, fields: object): void =>
      world.socket.say(conversationChanged({ conversationId: id(name), headSeq: 4, ...fields }));
    say("a", { unread: 1 });
    say("b", { unread: 2, mutedUntil: Date.now() + 60_000 });
    say("c", { unread: 4, archived: true });
    say("d", { unread: 8, hidden: true });
    model.refresh();
    expect(model.unreadTotal.value).toBe(5);
    expect(model.entries.value.map((entry) => entry.id).toSorted()).toEqual(["a", "b", "c", direct]);
    // Somebody may still open it.
    expect(model.get(id("d"))).toMatchObject({ hidden: true });
  });

  it("[WEB-202] what is archived is apart, and goes there and comes back at once", () => {
    const entries = signal<readonly ListedConversation[]>([]);
    const inbox = new FilteredInbox(entries);
    const list = (archived: boolean): void => {
      entries.value = [
        listedOf({ id: id("a"), unread: 1, mentionSeqs: [1], ...(archived && { archived }) }),
        listedOf({ id: id("b"), markedUnread: true }),
      ];
    };
    const shownBy = (filter: InboxFilter): string[] => {
      inbox.choose(filter);
      return inbox.shown.value.map((entry) => entry.id);
    };
    list(true);
    const filters = ["all", "archived", "unread", "groups", "mentions"] as const;
    expect(filters.map(shownBy)).toEqual([["b"], ["a"], ["b"], [], ["a"]]);
    expect(inbox.archived.value).toBe(1);
    expect(shownBy("archived")).toEqual(["a"]);
    list(false);
    expect(inbox.shown.value).toEqual([]);
    expect(shownBy("unread")).toEqual(["a", "b"]);
    list(true);
    expect(inbox.shown.value.map((entry) => entry.id)).toEqual(["b"]);
  });
});

describe("actions", () => {
  const done: string[] = [];
  const contextOf = (fields: Partial<InboxActionContext> = {}): InboxActionContext => ({
    ...{ entry: listedOf({ unread: 1 }), title: "Ada", nowMs: 1_000, role: null, hasWindows: true },
    open: () => void done.push("open"),
    openWindow: () => void done.push("window"),
    markRead: () => void done.push("read"),
    change: (change) => void done.push(JSON.stringify(change)),
    takeAway: (how) => void done.push(how),
    isOwn: false,
    ask: (what) => void done.push(what),
    copy: (text) => void done.push(`copy ${text}`),
    leave: () => void done.push("leave"),
    ...fields,
  });
  const idsOf = (fields: Partial<InboxActionContext>): string[] => actionsFor(contextOf(fields)).map((one) => one.id);

  it("[WEB-113] are those that can be done now", () => {
    expect(idsOf({})).toEqual(["open", "window", "read", "pin", "mute", "notify", "archive", "copy-name", "remove"]);
    const quiet = { entry: listedOf(), title: unknownName, hasWindows: false };
    const own = ["unread", "pin", "mute", "notify", "archive"];
    expect(idsOf(quiet)).toEqual(["open", ...own, "remove"]);
    const group = listedOf({ kind: "group" });
    expect(idsOf({ isOwn: true })).not.toContain("notify");
    expect(idsOf({ ...quiet, entry: group, role: "member" })).toEqual(["open", ...own, "leave"]);
    expect(idsOf({ ...quiet, entry: group, role: "owner" })).toEqual(["open", ...own]);
    expect(idsOf({ ...quiet, entry: { ...group, left: true } })).toEqual(["open", "pin", "archive", "remove"]);
  });

  it("[WEB-113] are the same for the menu and for swipes", () => {
    const context = contextOf();
    const sidesOf = (of: InboxActionContext) => [...swipesFor(of)].map(([side, { id: action }]) => [side, action]);
    expect(sidesOf(context)).toEqual([
      ["end", "read"],
      ["start", "archive"],
    ]);
    swipesFor(context).get("end")?.run(context);
    expect(done.splice(0)).toEqual(["read"]);
    expect(sidesOf(contextOf({ entry: listedOf({ archived: true }) }))).toEqual([
      ["end", "unread"],
      ["start", "unarchive"],
    ]);
    for (const action of actionsFor(context)) action.run(context);
    const changes = ['{"pinned":true}', "mute", "notify", "archived", "copy Ada", "hidden"];
    expect(done.splice(0)).toEqual(["open", "window", "read", ...changes]);
  });

  it("[WEB-200] of what is set take it back", () => {
    const set = listedOf({ pinned: true, mutedUntil: 2_000, archived: true, markedUnread: true });
    expect(idsOf({ entry: set })).toEqual([
      ...["open", "window", "read", "unpin", "unmute", "notify", "unarchive", "copy-name", "remove"],
    ]);
    const context = contextOf({ entry: set });
    for (const action of actionsFor(context)) action.run(context);
    expect(done.splice(0)).toEqual([
      ...["open", "window", "read"],
      ...['{"pinned":false}', '{"mutedUntil":null}', "notify", '{"archived":false}', "copy Ada", "hidden"],
    ]);
    // The time is over.
    expect(idsOf({ entry: set, nowMs: 2_000 })).toContain("mute");
  });
});

describe("a swipe", () => {
  const room = (sides: SwipeSide[], isRightToLeft = false) => ({ widthPx: 390, isRightToLeft, sides: new Set(sides) });
  const from = { x: 100, y: 100 };
  const by = (dx: number, dy = 0) => ({ x: 100 + dx, y: 100 + dy });

  it("[WEB-113] is none where it scrolls, where nothing can be done, or at the edges of the window", () => {
    expect(swipeOf(from, by(5, 3), room(["end"]), false).kind).toBe("waiting");
    expect(swipeOf(from, by(12, 12), room(["end"]), false).kind).toBe("not");
    expect(swipeOf(from, by(-20), room(["end"]), false).kind).toBe("not");
    expect(swipeOf(from, by(20), room([]), false).kind).toBe("not");
    expect([10, 24, 200, 366, 380].map((x) => mayBegin({ x, y: 0 }, room([])))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it("[WEB-113] acts only beyond a point, from where on the row hardly follows, and can be taken back", () => {
    expect(swipeOf(from, by(40), room(["end"]), false)).toEqual({
      ...{ kind: "swipe", side: "end", offsetPx: 40, armed: false },
    });
    expect(swipeOf(from, by(112), room(["end"]), true)).toEqual({
      ...{ kind: "swipe", side: "end", offsetPx: 82, armed: true },
    });
    expect(swipeOf(from, by(3, 40), room(["end"]), true)).toMatchObject({ armed: false });
    expect(swipeOf(from, by(-200), room(["end"]), true)).toMatchObject({ offsetPx: 0, armed: false });
  });

  it("[WEB-113] goes the other way in a language that is written from right to left", () => {
    expect(swipeOf(from, by(-80), room(["end"], true), false)).toMatchObject({
      side: "end",
      offsetPx: -74,
      armed: true,
    });
    expect(swipeOf(from, by(80), room(["end"], true), false).kind).toBe("not");
  });
});

describe("Alt and an arrow", () => {
  const key = { key: "ArrowDown", altKey: true, ctrlKey: false, metaKey: false, shiftKey: false };
  const listed = ["a", "b", "c", "d"].map((name, at) => ({ id: id(name), unread: at % 2 }));
  const next = (openId: string | null, by: 1 | -1, unread = false): ConversationId | null =>
    nextConversation(listed, openId === null ? null : id(openId), { by, unread });

  it("[WEB-114] open the neighbour, and with Shift the next with something unread, around the end", () => {
    expect(conversationStep(key)).toEqual({ by: 1, unread: false });
    expect(conversationStep({ ...key, key: "ArrowUp", shiftKey: true })).toEqual({ by: -1, unread: true });
    for (const other of [{ altKey: false }, { ctrlKey: true }, { metaKey: true }, { key: "ArrowLeft" }])
      expect(conversationStep({ ...key, ...other })).toBeNull();
    expect([next("a", 1), next("d", 1), next("a", -1), next(null, 1), next(null, -1)]).toEqual([
      "b",
      null,
      null,
      "a",
      "d",
    ]);
    expect([next("a", 1, true), next("b", 1, true), next("d", 1, true), next("b", -1, true)]).toEqual([
      "b",
      "d",
      "b",
      "d",
    ]);
    expect([next(null, 1, true), next(null, -1, true)]).toEqual(["b", "d"]);
    expect(nextConversation([{ id: id("a"), unread: 1 }], id("a"), { by: 1, unread: true })).toBeNull();
    expect(nextConversation([], null, { by: 1, unread: true })).toBeNull();
  });

  it("[WEB-114] stay the text's own in a field with text on a Mac", () => {
    expect(keepsAltArrows({ text: "Hi" }, true)).toBe(true);
    expect(keepsAltArrows({ text: "" }, true)).toBe(false);
    expect(keepsAltArrows(null, true)).toBe(false);
    expect(keepsAltArrows({ text: "Hi" }, false)).toBe(false);
  });
});
