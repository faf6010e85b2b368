// The conversations of the gallery, in all states that the inbox shows.
import { asConversationId, type ConversationEntry, type Group, type User } from "@klatch/sdk";
import { people, strangerId } from "./people.ts";
import { minutesAgo } from "./time.ts";

const hour = 60;
const day = 24 * hour;

const direct = (user: Pick<User, "id">, minutes: number, text: string, more: Partial<ConversationEntry> = {}) =>
  entry(`direct_${user.id}`, "direct", minutes, user.id, text, { peerId: user.id, ...more });

const group = (
  id: string,
  name: string,
  minutes: number,
  author: User,
  text: string,
  more: Partial<ConversationEntry> = {},
) => entry(`group_${id}`, "group", minutes, author.id, text, { group: { name, avatar: "", memberCount: 5 }, ...more });

function entry(
  id: string,
  kind: ConversationEntry["kind"],
  minutes: number,
  senderId: User["id"],
  text: string,
  more: Partial<ConversationEntry>,
): ConversationEntry {
  const activeAt = minutesAgo(minutes);
  return {
    id: asConversationId(id),
    kind,
    headSeq: 20,
    cursorSeq: 20,
    unread: 0,
    preview: { seq: 20, senderId, type: "text", text, createdAt: activeAt },
    activeAt,
    inboxVersion: 1,
    ...more,
  };
}

/** Has messages in all states. */
export const team = group("team", "Launch team", 3, people.mei, "大家好，我负责界面设计。", {
  unread: 3,
  headSeq: 15,
  cursorSeq: 12,
});
/** Has failed and waiting messages, and a draft. */
export const withBob = direct(people.bob, 1, "Gladly 🍜", { headSeq: 9, cursorSeq: 9 });
/** With somebody whose name is not known yet. */
export const withStranger = direct({ id: strangerId }, 20 * hour, "Nobody knows my name yet");
/** One may not write there any more. */
export const left = group("left", "Walking club", 3 * day, people.bob, "See you on Saturday", {
  left: true,
  headSeq: 1,
  cursorSeq: 1,
});

export const entries: readonly ConversationEntry[] = [
  withBob,
  team,
  direct(people.long, 12, "A long name, and a long text that says what could be said shorter", { unread: 1_200 }),
  direct(people.sara, 40, "שלום! מה שלומך היום?", { unread: 12 }),
  direct(people.fox, 2 * hour, "**Bold** and `code` and a line\nthat is cut"),
  withStranger,
  group("han", "设计评审与发布计划讨论组（每周三下午三点，欢迎旁听和提问）", 26 * hour, people.han, "明天改到下午四点"),
  left,
  direct(people.zoe, 9 * day, "", { preview: null }),
];

export const teamSettings: Group["settings"] = {
  joinPolicy: "approval",
  mayInvite: "members",
  mayMentionAll: "admins",
  mayEditInfo: "admins",
  mayPin: "admins",
  maySend: "members",
  historyVisible: true,
};
