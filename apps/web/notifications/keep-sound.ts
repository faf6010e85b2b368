// Sounds once for messages that the person is told of, where they have turned that on: in one tab of all that are open.
import type { ConversationId, KlatchEvents } from "@klatch/sdk";
import { everyone } from "../../text/mentions/everyone.ts";
import type { Chat } from "../model/chat.ts";
import { unlessAnyTabDoes } from "../platform/tab-locks.ts";
import { route } from "../route/navigation.ts";
import { isHeard } from "./is-heard.ts";
import { choicesOf } from "./known-choices.ts";
import { deviceState } from "./push-device.ts";
import { isSoundOn, mayPlay, playSound } from "./sound.ts";

/** So long a tab that shows the message has to say so, and to mark it as read. */
const settleMs = 400;
/** After a sound. No tab is later than that with the same message: one that is hidden is slowed down to a turn a second. */
const pauseMs = 4_000;

type Message = KlatchEvents["message"];

/** @returns ends it */
export const keepSound = (chat: Chat): (() => void) =>
  chat.client.on("message", (message) => {
    // What is caught up with is no news.
    if (isSoundOn(chat.client) && chat.connection.peek().state === "live") void hear(chat, message).catch(() => {});
  });

async function hear(chat: Chat, message: Message): Promise<void> {
  const { conversationId, seq, senderId } = message;
  if (senderId === chat.me) return;
  const lock = `klatch-sound:${conversationId}:${seq}`;
  // Whoever holds it keeps the others from sounding.
  if (isLookedAt(conversationId)) return unlessAnyTabDoes(lock, () => after(pauseMs));
  await after(settleMs);
  // Before the lock, so that a tab that stays silent takes it from none.
  if (!mayPlay() || !(await isWanted(chat, message))) return;
  await unlessAnyTabDoes(lock, () =>
    unlessAnyTabDoes("klatch-sound", async () => {
      await playSound();
      await after(pauseMs);
    }),
  );
}

async function isWanted({ client, me, inbox }: Chat, message: Message): Promise<boolean> {
  // Nobody looks at this tab, and the notification that comes has a sound of its own.
  if (!isInFront() && deviceState(client) === "on") return false;
  const choices = await choicesOf(client);
  const entry = inbox.byId.peek().get(message.conversationId);
  return entry !== undefined && isHeard(message, entry, { me, everyone, choices, now: Date.now() });
}

const isInFront = (): boolean => document.visibilityState === "visible" && document.hasFocus();

function isLookedAt(id: ConversationId): boolean {
  const open = route.peek();
  return isInFront() && open.name === "conversation" && open.id === id;
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
