// How far the server's clock is ahead of this device's, in ms; 0 while that is not known.
import type { Chat } from "./chat.ts";

export const serverOffsetMs = (chat: Pick<Chat, "client">): number => chat.client.session?.clockOffsetMs ?? 0;
