// What the server tells this device of a conversation, and the notification that is shown of it. Pure.

/** As the server sends it; words may be missing. */
interface Pushed {
  readonly type: "message" | "friend-request" | "invitation";
  readonly conversationId: string;
  readonly seq: number;
  readonly title?: string;
  readonly body?: string;
  readonly unread: number;
  readonly badge?: number;
  /** Who invites. */
  readonly by?: string;
  /** Somebody writes for the first time. */
  readonly request?: true;
  /** It brings no news. */
  readonly replaces?: true;
}

/** What a notification carries, so that a repeat is known and a click leads somewhere. */
export interface NotificationData {
  readonly conversationId: string;
  readonly seq: number;
}

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  /** A newer one of the same conversation takes its place. */
  readonly tag: string;
  readonly data: NotificationData;
  /** Of the app's icon; undefined: not known. */
  readonly badge: number | undefined;
  /** What was shown is not so any more; there is nothing to hear. */
  readonly isSilent: boolean;
  /** What a button says that answers it; null: there is nothing to answer yet. */
  readonly reply: string | null;
}

const isText = (value: unknown): value is string | undefined => value === undefined || typeof value === "string";
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function isPushed(value: unknown): value is Pushed {
  if (typeof value !== "object" || value === null) return false;
  const { type, conversationId, seq, title, body, by, unread, badge }: Readonly<Record<string, unknown>> = { ...value };
  const isKnown = type === "message" || type === "friend-request" || type === "invitation";
  const isPlace = isKnown && typeof conversationId === "string" && conversationId !== "" && isCount(seq);
  return (
    isPlace && isText(title) && isText(body) && isText(by) && isCount(unread) && (badge === undefined || isCount(badge))
  );
}

export const isNotificationData = (value: unknown): value is NotificationData =>
  typeof value === "object" && value !== null && "conversationId" in value && "seq" in value;

const words = {
  en: {
    reply: "Reply",
    one: "New message",
    more: (count: number) => `${count} new messages`,
    request: "Wants to write to you",
    friendRequest: "Wants to be friends with you",
    invitation: "An invitation to this group",
    invitationBy: (name: string) => `${name} invites you to this group`,
  },
  zh: {
    reply: "回复",
    one: "新消息",
    more: (count: number) => `${count} 条新消息`,
    request: "想给你发消息",
    friendRequest: "想加你为好友",
    invitation: "邀请你加入此群",
    invitationBy: (name: string) => `${name} 邀请你加入此群`,
  },
};
type Words = (typeof words)["en"];

/** Of what has no words of its own. */
function bodyOf({ type, unread, request, by }: Pushed, say: Words): string {
  if (type === "friend-request") return say.friendRequest;
  if (type === "invitation") return by === undefined ? say.invitation : say.invitationBy(by);
  if (request === true) return say.request;
  return unread > 1 ? say.more(unread) : say.one;
}

/** Null: it is nothing that this version knows. @param language the browser's, as `zh-CN` */
export function shownOf(value: unknown, language: string): ShownNotification | null {
  if (!isPushed(value)) return null;
  const { conversationId, seq, title = "Klatch", body, unread, badge, replaces } = value;
  const say = words[language.toLowerCase().startsWith("zh") ? "zh" : "en"];
  return {
    title: unread > 1 && body !== undefined ? `${title} (${unread})` : title,
    body: body ?? bodyOf(value, say),
    tag: conversationId,
    data: { conversationId, seq },
    badge,
    isSilent: replaces === true,
    // Who writes for the first time is accepted first.
    reply: value.type === "message" && value.request !== true ? say.reply : null,
  };
}

/** What is over in other conversations, up to which seq each. */
export function clearedBy(value: unknown): readonly NotificationData[] {
  const cleared: unknown = typeof value === "object" && value !== null && "cleared" in value ? value.cleared : null;
  return Array.isArray(cleared) ? cleared.filter((one) => isNotificationData(one)) : [];
}

/** Whether one of these takes this back. A newer one stays. @param shown the data of a notification */
export const isCleared = (shown: unknown, cleared: readonly NotificationData[]): boolean =>
  isNotificationData(shown) &&
  cleared.some(({ conversationId, seq }) => conversationId === shown.conversationId && seq >= shown.seq);

/** Whether the same, or something newer, is shown already. @param shown the data of those with the same tag */
export const isRepeat = ({ data }: ShownNotification, shown: readonly unknown[]): boolean =>
  shown.some((one) => isNotificationData(one) && one.seq >= data.seq);

/** Where friend requests and invitations are answered; null: it is about a conversation. */
export function placeOf({ conversationId }: NotificationData): string | null {
  if (conversationId.startsWith("friend-request:")) return "#/people/requests";
  return conversationId.startsWith("invitation:") ? "#/" : null;
}

/** Where a click leads. */
export const addressOf = (data: NotificationData): string =>
  `/${placeOf(data) ?? `#/c/${encodeURIComponent(data.conversationId)}`}`;
