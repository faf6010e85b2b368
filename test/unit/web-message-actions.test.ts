// What can be done with a message: declared once, offered by bar, menu, sheet and keys alike.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";
import type { OutgoingMessage } from "../../sdk/outbox/outgoing-message.ts";
import { actionItems, itemOfKey, quickItems } from "../../apps/web/actions/message-action-views.ts";
import { messageActions, type ActionContext } from "../../apps/web/actions/message-actions.ts";
import { directWith } from "../../apps/web/model/direct-with.ts";
import { InboxModel } from "../../apps/web/model/inbox.ts";
import type { ShownMessage } from "../../apps/web/timeline/timeline-rows.ts";
import { direct, FakeWorld, peer } from "../support/sdk-fakes.ts";

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
  outgoing: null,
  ...more,
});
const did: string[] = [];
const outgoing = (state: string): Partial<ShownMessage> => ({
  seq: null,
  messageId: null,
  senderId: me,
  outgoing: { state, retry: () => did.push("retry"), discard: () => did.push("discard") } as unknown as OutgoingMessage,
});
const context = (more: Partial<ActionContext> = {}): ActionContext => ({
  me,
  isGroup: true,
  nameOf: (id) => (id === ada ? "Ada" : "Me"),
  reply: ({ seq }) => did.push(`reply ${seq}`),
  mention: (id) => did.push(`mention ${id}`),
  writeTo: (id) => did.push(`write to ${id}`),
  copy: (text, what) => did.push(`${what}: ${text}`),
  linkTo: (seq) => `link/${seq}`,
  forward: (seq) => did.push(`forward ${seq}`),
  showDetails: (seq) => did.push(`details ${seq}`),
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
  "with nothing to copy": shown({ content: { type: "dice", fallback: "" } as unknown as ReceivedContent }),
};
const contexts = {
  "in a group": context(),
  "in a direct conversation": context({ isGroup: false }),
  "where one may not write": context({ reply: null, mention: null }),
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
          allowed.includes(action) ? action.id : undefined,
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
    const byKeys = ["r", "f", "c", "i", "Delete", "Backspace"].flatMap((key) => {
      const item = itemOfKey(press(key), message, one);
      return item === null ? [] : chosen([item]);
    });
    expect(inMenu).toHaveLength(actionItems(message, one).length);
    for (const done of [...quick, ...byKeys]) expect(inMenu).toContain(done);
  });

  it("no key means two things, and no two actions have one name", () => {
    const keys = messageActions.flatMap((action) => action.keys.map(({ key, shift }) => `${shift} ${key}`));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(ids(messageActions)).size).toBe(messageActions.length);
    const labels = actionItems(shown(), context()).map(({ label }) => label);
    expect(labels).toEqual(["Reply", "Forward", "Copy text", "Copy link", "Mention", "Message Ada", "Details"]);
  });

  it("copying takes the text as it was written, or the address, and says which", () => {
    did.length = 0;
    itemOfKey(press("c"), shown(), context())?.onSelect();
    itemOfKey(press("C", { shiftKey: true }), shown(), context())?.onSelect();
    expect(did).toEqual(["text: **Hi**", "messageLink: link/7"]);
  });
});

it("[WEB-93] Caps Lock is no Shift, and a key with Ctrl, Meta or Alt is the browser's", () => {
  expect(itemOfKey(press("C"), shown(), context())?.id).toBe("copy");
  for (const modifier of ["ctrlKey", "metaKey", "altKey"])
    expect(itemOfKey(press("c", { [modifier]: true }), shown(), context())).toBeNull();
  expect(itemOfKey(press("x"), shown(), context())).toBeNull();
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
