// The tray, as the composer loads it when there is something to put into it.
import type { Chat } from "../model/chat.ts";
import { say } from "../ui/toasts.tsx";
import { mostBytesFor, mostFiles } from "./tray-model.ts";
import { trayWords } from "./tray-words.ts";
import { trayOf } from "./trays.ts";
import type { WritingPlace } from "./writing-place.ts";

export { keepsForLater, scheduleTray, sendTray } from "./send-tray.ts";
export { isSendable } from "./tray-model.ts";
export { TrayList } from "./tray.tsx";
export { trayOf } from "./trays.ts";

export function addToTray(chat: Chat, place: WritingPlace, files: readonly File[], asFile: boolean): void {
  const left = trayOf(chat, place).add(files, asFile, mostBytesFor(chat));
  if (left > 0) say(trayWords("tooMany", { count: mostFiles }));
}
