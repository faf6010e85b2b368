// The messages of the gallery: each state and each kind of text once.
import {
  asClientMsgId,
  asMessageId,
  type KnownContent,
  type ConversationEntry,
  type EventFrame,
  type User,
} from "@klatch/sdk";
import { people, strangerId } from "./people.ts";
import { left, team, teamSettings, withBob } from "./conversations.ts";
import { minutesAgo } from "./time.ts";

interface Said {
  readonly by: Pick<User, "id">;
  /** A text, or a content of another kind. */
  readonly text: string | KnownContent;
  readonly minutes: number;
  readonly replyTo?: number;
  readonly mentions?: readonly User["id"][];
}

const messages = (entry: ConversationEntry, firstSeq: number, said: readonly Said[]): EventFrame[] =>
  said.map(({ by, text, minutes, replyTo, mentions }, index) => ({
    type: "new-message",
    conversationId: entry.id,
    seq: firstSeq + index,
    messageId: asMessageId(`${entry.id}:${firstSeq + index}`),
    senderId: by.id,
    clientMsgId: asClientMsgId(`msg_${entry.id}_${firstSeq + index}`),
    content: typeof text === "string" ? { type: "text", text } : text,
    createdAt: minutesAgo(minutes),
    ...(replyTo !== undefined && { replyTo: asMessageId(`${entry.id}:${replyTo}`) }),
    ...(mentions !== undefined && { mentions: [...mentions] }),
  }));

const longWord = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2);

const { ada, bob, mei, long, sara, fox } = people;
const day = 24 * 60;

export const teamEvents: readonly EventFrame[] = [
  {
    type: "group-changed",
    conversationId: team.id,
    seq: 1,
    actorId: bob.id,
    createdAt: minutesAgo(2 * day),
    change: {
      kind: "created",
      name: "Launch team",
      description: "",
      avatar: "",
      settings: teamSettings,
    },
  },
  {
    type: "member-changed",
    conversationId: team.id,
    seq: 2,
    actorId: bob.id,
    createdAt: minutesAgo(2 * day),
    userIds: [ada.id, mei.id, long.id, sara.id],
    change: { kind: "joined", how: "created", role: "member" },
  },
  ...messages(team, 3, [
    { by: bob, text: "Welcome all. This is where the **launch** is planned.", minutes: 2 * day - 1 },
    {
      by: bob,
      text: "Before Friday:\n- the landing page\n- ~~final pricing~~ done\n- pictures at *three* widths",
      minutes: 2 * day - 2,
    },
    {
      by: ada,
      text: "I read `headSeq` from memory now:\n```ts\nconst seq = state.headSeq + 1; // one number per conversation, without gaps, and a long line\n```",
      minutes: 2 * day - 10,
    },
    { by: long, text: "> A quote of what was said\n\nA long name, and a reply.", minutes: 2 * day - 12, replyTo: 4 },
    {
      by: sara,
      text: "שלום לכולם! הקישור: https://example.com/a/very/long/path/that/goes/on/and/on/and/on",
      minutes: 70,
    },
    { by: fox, text: "🎉🍜", minutes: 69 },
    { by: mei, text: longWord, minutes: 60 },
    { by: ada, text: "@Bob Okafor can you look?", minutes: 30, mentions: [bob.id] },
    {
      by: bob,
      text: "@Ada Lovelace yes, at [the docs](https://example.com).",
      minutes: 29,
      mentions: [ada.id],
      replyTo: 10,
    },
    { by: ada, text: "Thank you", minutes: 20, replyTo: 4 },
    { by: mei, text: "大家好，我负责界面设计。明天的设计评审改到下午三点，请大家提前看一下文档。", minutes: 5 },
    { by: mei, text: "好的", minutes: 4 },
  ]),
  {
    type: "member-changed",
    conversationId: team.id,
    seq: 15,
    actorId: strangerId,
    createdAt: minutesAgo(3),
    userIds: [fox.id],
    change: { kind: "joined", how: "approved", role: "member" },
  },
  // A name that is not known yet.
  ...messages(team, 16, [
    { by: { id: strangerId }, text: "Nobody knows my name yet", minutes: 2 },
    { by: ada, text: "We will", minutes: 1, replyTo: 16 },
  ]),
];

export const bobEvents: readonly EventFrame[] = messages(withBob, 1, [
  { by: bob, text: "Morning! Did the deploy go through?", minutes: 90 },
  { by: ada, text: "Yes, at 8:40.", minutes: 80 },
  {
    by: bob,
    text: { type: "location", latitude: 52.51627, longitude: 13.37771, name: "Noodle bar", address: "Pariser Platz 1" },
    minutes: 70,
  },
  {
    by: ada,
    text: { type: "link", url: "https://noodles.example/menu", title: "The menu", description: "Noodles, and tea." },
    minutes: 70,
  },
  { by: bob, text: { type: "card", userId: long.id, name: long.displayName }, minutes: 70 },
  { by: bob, text: { type: "sticker", emoji: "🎉" }, minutes: 70 },
  {
    by: bob,
    text: {
      type: "forward",
      title: `${long.displayName}, Mei`,
      items: [
        { senderName: long.displayName, createdAt: minutesAgo(200), content: { type: "text", text: longWord } },
        { senderName: "Mei", createdAt: minutesAgo(190), content: { type: "text", text: "好的" } },
      ],
    },
    minutes: 70,
  },
  { by: ada, text: "Lunch at one?", minutes: 10 },
  { by: bob, text: "Gladly 🍜", minutes: 9, replyTo: 8 },
]);

export const leftEvents: readonly EventFrame[] = messages(left, 1, [
  { by: bob, text: "See you on Saturday", minutes: 3 * day },
]);
