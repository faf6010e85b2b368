// Keeps this device's notifications right while a page is open: what is read is not shown any more, the app's icon has the count,
// the server knows the address, and a click opens the conversation. Loaded after the page has started.
import { asConversationId } from "@klatch/sdk";
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Chat } from "../model/chat.ts";
import { serviceWorkers } from "../platform/service-workers.ts";
import { go } from "../route/navigation.ts";
import { closeNotifications, forget, renew } from "./push-device.ts";

/** @param chat of whoever is signed in; null: nobody is; undefined: that is not known yet */
export function keepNotifications(chat: ReadonlySignal<Chat | null | undefined>): void {
  let wasIn = false;
  effect(() => {
    const now = chat.value;
    if (now !== null && now !== undefined) {
      wasIn = true;
      void renew(now.client).catch(() => {}); // at the next start
    } else if (now === null && wasIn) {
      wasIn = false;
      void forget().catch(() => {}); // the browser drops what the server has ended
    }
  });
  effect(() => {
    const inbox = chat.value?.inbox;
    if (inbox === undefined) return;
    const read = new Map<string, number>();
    for (const { id, unread, headSeq } of inbox.byId.value.values()) if (unread === 0) read.set(id, headSeq);
    // Not of what the page does not have yet.
    void closeNotifications((conversationId, seq) => seq <= (read.get(conversationId) ?? -1)).catch(() => {});
    void setBadge(inbox.unreadTotal.value);
  });
  serviceWorkers()?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    // A notification of this conversation was clicked (`OpenConversation`).
    const open = typeof data === "object" && data !== null && "open" in data ? data.open : null;
    if (typeof open === "string") go({ name: "conversation", id: asConversationId(open), side: null });
  });
}

async function setBadge(count: number): Promise<void> {
  if ("setAppBadge" in navigator) await navigator.setAppBadge(count).catch(() => {});
}
