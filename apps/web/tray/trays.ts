// The trays of the signed-in user. Each stays when another conversation is opened, and goes with the page: the browser does not let
// a page keep files for the person to find again.
import type { ConversationId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { prepareFile } from "./prepare-file.ts";
import { Tray } from "./tray-model.ts";

const trays = new WeakMap<Chat, Map<ConversationId, Tray>>();

export function trayOf(chat: Chat, id: ConversationId): Tray {
  const own = trays.get(chat) ?? new Map<ConversationId, Tray>();
  trays.set(chat, own);
  const tray = own.get(id) ?? new Tray(prepareFile);
  own.set(id, tray);
  return tray;
}
