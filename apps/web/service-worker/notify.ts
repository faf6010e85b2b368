// Notifications: shown when the server tells of something while no page is looked at, and followed when they are clicked.
import {
  addressOf,
  clearedBy,
  isCleared,
  isNotificationData,
  isRepeat,
  placeOf,
  shownOf,
  type NotificationData,
} from "./pushed.ts";
import { forgetReplies, keepReply, takeReplies } from "./replies.ts";

declare const self: ServiceWorkerGlobalScope;

const icon = "/icons/icon-192.png";

/** Told to a page that is open already: a conversation, or another place, by its hash. */
export type OpenPlace = { readonly open: string } | { readonly place: string };

/** In which a person may write where the browser can; missing in the DOM's types. */
interface Action {
  readonly action: string;
  readonly title: string;
  readonly type: "text";
}
const replies = "reply";

export function startNotifying(): void {
  self.addEventListener("push", (event) => {
    event.waitUntil(show(event.data));
  });
  self.addEventListener("notificationclick", (event) => {
    const { notification } = event;
    notification.close();
    const data: unknown = notification.data;
    if (isNotificationData(data)) event.waitUntil(follow(data, replyIn(event)));
  });
  self.addEventListener("message", (event) => {
    if (event.data === "take replies") event.waitUntil(giveReplies(event.source));
    else if (event.data === "forget replies") event.waitUntil(forgetReplies());
  });
}

async function show(pushed: PushMessageData | null): Promise<void> {
  const value = parsed(pushed);
  await close(clearedBy(value));
  const shown = shownOf(value, self.navigator.language);
  if (shown === null) return;
  const { title, body, tag, data, badge, isSilent, reply } = shown;
  const before = await self.registration.getNotifications({ tag });
  if (
    isRepeat(
      shown,
      before.map((one): unknown => one.data),
    )
  )
    return;
  // The first sounds, those that take its place do not.
  const silent = isSilent || before.length > 0;
  const actions = canReply() && reply !== null ? [{ action: replies, title: reply, type: "text" } as const] : [];
  const options: NotificationOptions & { readonly actions: Action[] } = { body, tag, data, icon, silent, actions };
  await self.registration.showNotification(title, options);
  await setBadge(badge);
}

/** Browsers whose notifications take text say so by this. */
const canReply = (): boolean => "reply" in NotificationEvent.prototype;

/** "": nothing was written. */
function replyIn(event: NotificationEvent): string {
  const written: unknown = event.action === replies && "reply" in event ? event.reply : "";
  return typeof written === "string" ? written.trim() : "";
}

async function follow(data: NotificationData, reply: string): Promise<void> {
  // First: the page asks for it once it is told, or has started.
  if (reply !== "") await keepReply({ conversationId: data.conversationId, reply });
  await open(data);
}

async function giveReplies(page: ExtendableMessageEvent["source"]): Promise<void> {
  if (page === null) return;
  for (const reply of await takeReplies()) page.postMessage(reply, []);
}

/** The browser lets nobody push only this: it comes with the next message. */
async function close(cleared: readonly NotificationData[]): Promise<void> {
  if (cleared.length === 0) return;
  for (const one of await self.registration.getNotifications()) if (isCleared(one.data, cleared)) one.close();
}

function parsed(pushed: PushMessageData | null): unknown {
  try {
    return pushed?.json();
  } catch {
    return null; // not from this server
  }
}

async function setBadge(badge: number | undefined): Promise<void> {
  // Not every browser has it, and some refuse.
  if (badge !== undefined && "setAppBadge" in self.navigator) await self.navigator.setAppBadge(badge).catch(() => {});
}

async function open(data: NotificationData): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (page === undefined) {
    await self.clients.openWindow(addressOf(data));
    return;
  }
  const place = placeOf(data);
  const told: OpenPlace = place === null ? { open: data.conversationId } : { place };
  page.postMessage(told, []);
  await page.focus();
}
