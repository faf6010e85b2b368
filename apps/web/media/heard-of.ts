// What the signed-in user has heard on this device.
import type { Chat } from "../model/chat.ts";
import { serverOffsetMs } from "../model/server-offset.ts";
import { deviceStorage } from "../platform/storage.ts";
import { HeardVoices } from "./heard-voices.ts";

const heardOf = new WeakMap<Chat, HeardVoices>();

export function heardVoices(chat: Chat): HeardVoices {
  let heard = heardOf.get(chat);
  if (heard === undefined)
    heardOf.set(chat, (heard = new HeardVoices(deviceStorage, chat.me, performance.timeOrigin + serverOffsetMs(chat))));
  return heard;
}
