// What can be done with a message: declared once, offered by bar, menu, sheet and keys alike.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { SystemContent } from "../../schema/protocol/content/system.ts";
import type { UnknownContent } from "../../schema/protocol/unknown.ts";
import { usualWindows } from "../../sdk/connection/change-windows.ts";
import type { OutgoingMessage } from "../../sdk/outbox/outgoing-message.ts";
import { actionItems, itemOfKey, quickItems, quickItemsOf } from "../../apps/web/actions/message-action-views.ts";
import { messageActions, type ActionContext, type EditAction } from "../../apps/web/actions/message-actions.ts";
import { quickReactions, reactionOfKey } from "../../apps/web/reactions/quick-reaction-views.ts";
import { editableUntil } from "../../apps/web/changes/may-change.ts";
import { directWith } from "../../apps/web/model/direct-with.ts";
import { InboxModel } from "../../apps/web/model/inbox.ts";
import type { ShownMessage } from "../../apps/web/timeline/timeline-rows.ts";
import { direct, FakeWorld, peer } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const [me, ada] = ["user_me", "user_ada"] as [UserId, UserId];

const shown = (more: Partial<ShownMessage> = {}): ShownMessage => ({
  key: "k",
  seq: 7,
  messageId: "direct_a_b:7" as ShownMessage["messageId"],
  senderId: ada,
  content: { type: "text", text: "**Hi**" },
  atMs: 0,
  replyTo: undefined,
  mentions: [],
  state: null,
  changes: [],
  silent: false,
  outgoing: null,
  ...more,
});
const did: string[] = [];
const outgoing = (state: string): Partial<ShownMessage> => ({
  seq: null,
  messageId: null,
  senderId: me,
  outgoing: standInFor<OutgoingMessage>({ state, retry: () => did.push("retry"), discard: () => did.push("discard") }),
});
const react = ({ seq }: ShownMessage, emoji: string): void => void did.push(`react ${seq} ${emoji}`);
const reactions = {
  quick: (message: ShownMessage) => quickReactions(message, react),
  ofKey: (key: string, message: ShownMessage) => reactionOfKey(key, message, react),
};
const edit = (mayWrite: boolean): EditAction => ({
  until: (message) =>
    editableUntil(message, { me, nowMs: 1_000, mayWrite, role: null, roleOf: () => null, windows: usualWindows }),
  begin: ({ seq }) => did.push(`edit ${seq}`),
});
const context = (more: Partial<ActionContext> = {}): ActionContext => ({
  me,
  isGroup: true,
  nameOf: (id) => (id === ada ? "Ada" : "Me"),
  reactions,
  pickReaction: ({ seq }) => did.push(`pick reaction ${seq}`),
  edit: edit(true),
  remove: ({ seq }) => did.push(`remove ${seq}`),
  pin: ({ seq }, active) => did.push(`pin ${seq} ${active}`),
  select: ({ seq }) => did.push(`select ${seq}`),
  reply: ({ seq }) => did.push(`reply ${seq}`),
  thread: (seq) => did.push(`thread ${seq}`),
  mention: (id) => did.push(`mention ${id}`),
  writeTo: (id) => did.push(`write to ${id}`),
  showPerson: (id) => did.push(`card of ${id}`),
  copy: (text, what) => did.push(`${what}: ${text}`),
  linkTo: (seq) => `link/${seq}`,
  forward: (seq) => did.push(`forward ${seq}`),
  showDetails: (seq) => did.push(`details ${seq}`),
  report: (seq, senderId) => did.push(`report ${seq} ${senderId}`),
  isStarred: (seq) => seq === 8,
  star: (seq) => did.push(`star ${seq}`),
  ...more,
});
const press = (key: string, more: object = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

const messages = {
  "of another person": shown(),
  "of one's own": shown({ senderId: me }),
  waiting: shown(outgoing("waiting")),
  failed: shown(outgoing("failed")),
  "of one's own that is old": shown({ senderId: me, atMs: -1e9 }),
  pinned: shown({ state: { asOf: 9, pinned: true } }),
  "that was deleted": shown({ senderId: me, state: { asOf: 9, recalled: { reason: "sender", senderId: me } } }),
  "with nothing to copy": shown({ content: standInFor<UnknownContent>({ type: "dice", fallback: "" }) }),
};
const contexts = {
  "in a group": context(),
  "in a direct conversation": context({ isGroup: false }),
  "where one may not write": context({
    reply: null,
    mention: null,
    reactions: null,
    edit: edit(false),
  }),
  "where one is no more": context({ reply: null, mention: null, reactions: null, remove: null, pin: null }),
};
const cases = Object.entries(messages).flatMap(([of, message]) =>
  Object.entries(contexts).map(([where, one]) => [`${of} ${where}`, message, one] as const),
);
const ids = (items: readonly { readonly id: string }[]): readonly string[] => items.map(({ id }) => id);

describe("[WEB-92] the actions of a message", () => {
  it.each(cases)("%s: menu and sheet have all that is allowed, bar and keys nothing else", (_, message, one) => {
    const allowed = messageActions.filter((action) => action.allowed(message, one));
    expect(ids(actionItems(message, one))).toEqual(ids(allowed));
    expect(ids(quickItems(message, one))).toEqual(ids(allowed.filter(({ isQuick }) => isQuick === true)));
    for (const action of messageActions)
      for (const { key, shift } of action.keys)
        expect(itemOfKey(press(shift ? key.toUpperCase() : key, { shiftKey: shift }), message, one)?.id, key).toBe(
          allowed.find(({ keys }) => keys.some((other) => other.key === key && other.shift === shift))?.id,
        );
  });

  it.each(cases)("%s: each does the same, wherever it was chosen", (_, message, one) => {
    const chosen = (items: readonly { readonly onSelect: () => void }[]): readonly string[] => {
      did.length = 0;
      for (const { onSelect } of items) onSelect();
      return [...did];
    };
    const inMenu = chosen(actionItems(message, one));
    const quick = quickItems(message, one).flatMap((item) => chosen([item]));
    const byKeys = ["r", "f", "+", "e", "c", "p", "u", "x", "i", "Delete", "Backspace"].flatMap((key) => {
      const item = itemOfKey(press(key), message, one);
      return item === null ? [] : chosen([item]);
    });
    expect(inMenu).toHaveLength(actionItems(message, one).length);
    for (const done of [...quick, ...byKeys]) expect(inMenu).toContain(done);
  });

  it("[WEB-204] a star is taken back by the same action, and a message that is not sent yet has none", () => {
    const label = (message: ShownMessage) => actionItems(message, context()).find(({ id }) => id === "star")?.label;
    expect([label(shown()), label(shown({ seq: 8 })), label(messages.waiting)]).toEqual([
      ...["Star", "Remove star", undefined],
    ]);
    did.length = 0;
    itemOfKey(press("s"), shown(), context())?.onSelect();
    expect(did).toEqual(["star 7"]);
  });

  it.each(cases)("%s: no key means two things", (_, message, one) => {
    const allowed = messageActions.filter((action) => action.allowed(message, one));
    const keys = allowed.flatMap((action) => action.keys.map(({ key, shift }) => `${shift} ${key}`));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("no two actions have one name", () => {
    expect(new Set(ids(messageActions)).size).toBe(messageActions.length);
    const labels = actionItems(shown(), context()).map(({ label }) => label);
    expect(labels).toEqual([
      "Reply",
      "Reply in thread",
      "Add reaction",
      "Forward",
      "Copy text",
      "Copy link",
      "Pin",
      "Select",
      "Mention",
      "Message Ada",
      "Person: Ada",
      "Star",
      "Details",
      "Report",
      "Delete…",
    ]);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("[REPORT-13] a message of another person can be reported, where the server takes reports", () => {
    did.length = 0;
    const offered = (message: ShownMessage, more: Partial<ActionContext> = {}) =>
      actionItems(message, context(more)).find(({ id }) => id === "report");
    offered(shown())?.onSelect();
    expect(did).toEqual(["report 7 user_ada"]);
    expect(offered(shown(), { report: null })).toBeUndefined();
    for (const message of [messages["of one's own"], messages.waiting, messages["that was deleted"]])
      expect(offered(message)).toBeUndefined();
    expect(offered(shown({ content: standInFor<SystemContent>({ type: "system" }) }))).toBeUndefined();
  });

  it("[WEB-341] lead to the cards of its author and of those whom its text mentions; the key to the first", () => {
    const bob = "user_bob" as UserId;
    const text = { type: "text", text: "@all @Bob @Ada @Me" } as const;
    const mentions = ["all", bob, ada, me] as UserId[];
    const cards = (message: ShownMessage, one: ActionContext): readonly string[] => {
      did.length = 0;
      const items = actionItems(message, one).filter(({ id }) => id.startsWith("person"));
      expect(new Set(ids(items)).size).toBe(items.length);
      for (const { onSelect } of [...items, itemOfKey(press("u"), message, one)].flatMap((item) => item ?? []))
        onSelect();
      return [...did];
    };
    const of = (...people: readonly UserId[]): readonly string[] => people.map((id) => `card of ${id}`);
    expect(cards(shown({ content: text, mentions }), context())).toEqual(of(ada, bob, me, ada));
    expect(cards(shown({ content: text, mentions }), context({ isGroup: false }))).toEqual(of(bob, ada, me, bob));
    expect(cards(shown({ content: text, mentions: [], senderId: me }), context())).toEqual([]);
    // Who is not in the text is on no card either.
    expect(cards(shown({ mentions, senderId: me }), context())).toEqual([]);
    const gone = { ...messages["that was deleted"], content: text, mentions };
    expect(cards(gone, context())).toEqual([]);
  });

  it("copying takes the text as it was written, or the address, and says which", () => {
    did.length = 0;
    itemOfKey(press("c"), shown(), context())?.onSelect();
    itemOfKey(press("C", { shiftKey: true }), shown(), context())?.onSelect();
    expect(did).toEqual(["text: **Hi**", "messageLink: link/7"]);
  });
});

describe("[WEB-231] [WEB-93] reactions", () => {
  it("are put by the keys 1 to 6, and taken away by the same key", () => {
    did.length = 0;
    for (const key of ["1", "6", "7"]) itemOfKey(press(key), shown(), context())?.onSelect();
    expect(did).toEqual(["react 7 👍", "react 7 🙏"]);
    const mine = shown({ state: { asOf: 9, reactions: [{ emoji: "👍", count: 1, mine: true }] } });
    const quick = quickItemsOf(mine, context()).map(({ label }) => label.replaceAll(/\p{Cf}/gu, ""));
    expect(quick.slice(0, 2)).toEqual(["Remove 👍", "React with ❤️"]);
  });

  it("are offered where one may react, and of what is there", () => {
    const offers = (message: ShownMessage, one: ActionContext): number => quickItemsOf(message, one).length;
    expect(offers(shown(), context())).toBe(6);
    expect(offers(shown(), context({ reactions: null }))).toBe(0);
    expect(offers(messages.waiting, context())).toBe(0);
    expect(offers(messages["that was deleted"], context())).toBe(0);
    expect(itemOfKey(press("1"), shown(), context({ reactions: null }))).toBeNull();
  });

  it("are chosen of all emojis by +, with or without Shift", () => {
    for (const shiftKey of [true, false])
      expect(itemOfKey(press("+", { shiftKey }), shown(), context())?.id).toBe("react");
  });
});

it("[WEB-238] what was deleted can be selected and deleted for oneself, and nothing else", () => {
  const gone = messages["that was deleted"];
  expect(ids(actionItems(gone, context({ isGroup: false })))).toEqual(["select", "remove"]);
});

it("[WEB-239] a pinned message can be unpinned", () => {
  did.length = 0;
  const item = itemOfKey(press("p"), messages.pinned, context());
  item?.onSelect();
  itemOfKey(press("p"), shown(), context())?.onSelect();
  expect(did).toEqual(["pin 7 false", "pin 7 true"]);
  expect(itemOfKey(press("p"), shown(), context({ pin: null }))).toBeNull();
});

it("[WEB-93] Caps Lock is no Shift, and a key with Ctrl, Meta or Alt is the browser's", () => {
  expect(itemOfKey(press("C"), shown(), context())?.id).toBe("copy");
  for (const modifier of ["ctrlKey", "metaKey", "altKey"])
    expect(itemOfKey(press("c", { [modifier]: true }), shown(), context())).toBeNull();
  expect(itemOfKey(press("z"), shown(), context())).toBeNull();
  expect(itemOfKey(press("r", { shiftKey: true }), shown(), context())).toBeNull();
});

it("[WEB-92] writing to somebody asks the server only where there is no conversation with them", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  const inbox = new InboxModel(client);
  inbox.refresh();
  world.answer = () => {
    throw new TypeError("there is no network");
  };
  expect(await directWith({ inbox, client }, peer)).toBe(direct);
  await expect(directWith({ inbox, client }, ada)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

describe("[WEB-260] threads", () => {
  const label = (message: ShownMessage, more: Partial<ActionContext> = {}): string | undefined =>
    actionItems(message, context(more)).find(({ id }) => id === "thread")?.label;
  const t = { key: "t", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

  it("t opens the thread under a message, and of a reply the one that it is in", () => {
    did.length = 0;
    itemOfKey(t, shown(), context())?.onSelect();
    itemOfKey(t, shown({ thread: 3 }), context())?.onSelect();
    expect(did).toEqual(["thread 7", "thread 3"]);
  });

  it("says whether there is one, and is not offered of what is gone or not sent, or in the thread itself", () => {
    const replied = { asOf: 9, thread: { count: 2, lastReplyAt: 1 } };
    expect([label(shown()), label(shown({ state: replied })), label(shown({ thread: 3 }))]).toEqual([
      "Reply in thread",
      "Open thread",
      "Open thread",
    ]);
    expect(label(shown({ state: { asOf: 9, recalled: { reason: "sender" } } }))).toBeUndefined();
    expect(label(shown(outgoing("waiting")))).toBeUndefined();
    expect(label(shown(), { thread: null })).toBeUndefined();
    expect(actionItems(shown(), context({ select: null })).map(({ id }) => id)).not.toContain("select");
  });
});
