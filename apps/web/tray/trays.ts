// The trays of the signed-in user. Each stays when another conversation is opened, and goes with the page: the browser does not let
// a page keep files for the person to find again.
import type { Chat } from "../model/chat.ts";
import { prepareFile } from "./prepare-file.ts";
import { Tray } from "./tray-model.ts";
import { placeKey, type WritingPlace } from "./writing-place.ts";

const trays = new WeakMap<Chat, Map<string, Tray>>();

export function trayOf(chat: Chat, place: WritingPlace): Tray {
  const own = trays.get(chat) ?? new Map<string, Tray>();
  trays.set(chat, own);
  const key = placeKey(place);
  const tray = own.get(key) ?? new Tray(prepareFile);
  own.set(key, tray);
  return tray;
}
