// Keeps this device's notifications right while a page is open: what is read is not shown any more, the app's icon has the count,
// the server knows the address, a click opens the conversation, and what is new is heard by who wants that. Loaded after the page
// has started.
import { asConversationId, type KlatchClient } from "@klatch/sdk";
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Chat } from "../model/chat.ts";
import { serviceWorkers } from "../platform/service-workers.ts";
import { go } from "../route/navigation.ts";
import { parseRoute } from "../route/route.ts";
import { say, sayError } from "../ui/toasts.tsx";
import { notificationWords as t } from "./notification-words.ts";
import { notificationOffer } from "./notification-offer.ts";
import { keepSound } from "./keep-sound.ts";
import { askForReplies, forgetReplies, takeReply } from "./typed-replies.ts";
import { closeNotifications, forget, mayAsk, noteAsked, renew, turnOn } from "./push-device.ts";

/** @param chat of whoever is signed in; null: nobody is; undefined: that is not known yet */
export function keepNotifications(chat: ReadonlySignal<Chat | null | undefined>): void {
  let wasIn = false;
  effect(() => {
    const now = chat.value;
    notificationOffer.value = null;
    if (now === undefined) return;
    if (now === null) {
      if (wasIn) {
        void forget().catch(() => {}); // the browser drops what the server has ended
        forgetReplies();
      }
      wasIn = false;
      return;
    }
    wasIn = true;
    void renew(now.client).catch(() => {}); // at the next start
    return offerAfterFirst(now.client);
  });
  effect(() => {
    const now = chat.value;
    if (now === null || now === undefined) return;
    askForReplies();
    return keepSound(now);
  });
  effect(() => {
    const inbox = chat.value?.inbox;
    if (inbox === undefined) return;
    const read = new Map<string, number>();
    for (const { id, unread, headSeq } of inbox.byId.value.values()) if (unread === 0) read.set(id, headSeq);
    // Not of what the page does not have yet.
    void closeNotifications((conversationId, seq) => seq <= (read.get(conversationId) ?? -1)).catch(() => {});
    void setBadge(inbox.unreadTotal.value);
    setFavicon(inbox.unreadTotal.value);
  });
  effect(() => {
    const now = chat.value;
    // Before that it knows of none.
    if (now?.connection.value.state !== "live") return;
    const requests = now.friends.requests().filter(({ request }) => request?.by === "them");
    const open = new Set([
      ...requests.map(({ userId }) => `friend-request:${userId}`),
      ...now.groupInvitations.all.map(({ groupId }) => `invitation:${groupId}`),
    ]);
    void closeNotifications((id) => /^(friend-request|invitation):/.test(id) && !open.has(id)).catch(() => {});
  });
  serviceWorkers()?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    // A notification was clicked (`OpenPlace`).
    if (typeof data !== "object" || data === null) return;
    const now = chat.peek();
    if (now !== null && now !== undefined) takeReply(now, data);
    if ("open" in data && typeof data.open === "string") {
      askForReplies();
      go({ name: "conversation", id: asConversationId(data.open), side: null });
    } else if ("place" in data && typeof data.place === "string") go(parseRoute(data.place));
  });
}

/** Who has just written something wants to know of the answer. @returns ends it */
function offerAfterFirst(client: KlatchClient): () => void {
  const answered = (): void => {
    noteAsked(client);
    notificationOffer.value = null;
  };
  return client.on("event", (event) => {
    const isOwn = event.type === "new-message" && event.senderId === client.session?.user.id;
    if (!isOwn || !mayAsk(client)) return;
    const accept = (): void => {
      answered();
      turnOnAndSay(client).catch(sayError);
    };
    notificationOffer.value = { accept, decline: answered };
  });
}

async function turnOnAndSay(client: KlatchClient): Promise<void> {
  if ((await turnOn(client)) === "unreachable") say(t("unreachable"), true);
}

/** The tab's icon has a dot while something is unread. */
function setFavicon(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null) link.href = count > 0 ? "/icons/icon-unread.svg" : "/icons/icon.svg";
}

async function setBadge(count: number): Promise<void> {
  if ("setAppBadge" in navigator) await navigator.setAppBadge(count).catch(() => {});
}
