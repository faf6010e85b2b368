// The seen threads of the signed-in user, since the page began and for as long as it is there.
import { serverOffsetMs } from "../model/server-offset.ts";
import type { Chat } from "../model/chat.ts";
import { SeenThreads } from "./seen-threads.ts";

const seenOf = new WeakMap<Chat, SeenThreads>();

export function seenThreads(chat: Chat): SeenThreads {
  let seen = seenOf.get(chat);
  if (seen === undefined) seenOf.set(chat, (seen = new SeenThreads(performance.timeOrigin + serverOffsetMs(chat))));
  return seen;
}
