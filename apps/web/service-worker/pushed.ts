// What the server tells this device of a conversation, and the notification that is shown of it. Pure.

/** As the server sends it; words may be missing. */
interface Pushed {
  readonly type: "message";
  readonly conversationId: string;
  readonly seq: number;
  readonly title?: string;
  readonly body?: string;
  readonly unread: number;
  readonly badge?: number;
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
}

const isText = (value: unknown): value is string | undefined => value === undefined || typeof value === "string";
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function isPushed(value: unknown): value is Pushed {
  if (typeof value !== "object" || value === null) return false;
  const { type, conversationId, seq, title, body, unread, badge }: Readonly<Record<string, unknown>> = { ...value };
  const isPlace = type === "message" && typeof conversationId === "string" && conversationId !== "" && isCount(seq);
  return isPlace && isText(title) && isText(body) && isCount(unread) && (badge === undefined || isCount(badge));
}

export const isNotificationData = (value: unknown): value is NotificationData =>
  typeof value === "object" && value !== null && "conversationId" in value && "seq" in value;

const words = {
  en: { one: "New message", more: (count: number) => `${count} new messages` },
  zh: { one: "新消息", more: (count: number) => `${count} 条新消息` },
};

/** Null: it is nothing that this version knows. @param language the browser's, as `zh-CN` */
export function shownOf(value: unknown, language: string): ShownNotification | null {
  if (!isPushed(value)) return null;
  const { conversationId, seq, title = "Klatch", body, unread, badge, replaces } = value;
  const { one, more } = words[language.toLowerCase().startsWith("zh") ? "zh" : "en"];
  return {
    title: unread > 1 && body !== undefined ? `${title} (${unread})` : title,
    body: body ?? (unread > 1 ? more(unread) : one),
    tag: conversationId,
    data: { conversationId, seq },
    badge,
    isSilent: replaces === true,
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

/** Where a click leads. */
export const addressOf = ({ conversationId }: NotificationData): string => `/#/c/${encodeURIComponent(conversationId)}`;
