// The pages of the side panel, as they stand in the address after `?side=`.

const plainPages = [
  "info",
  "members",
  "add",
  "pins",
  "files",
  "manage",
  "manage/links",
  "manage/requests",
  "manage/invitations",
  "manage/bans",
  "manage/announcements",
  "manage/rights",
  "scheduled",
] as const;

export type SidePage =
  | (typeof plainPages)[number]
  /** The details of a message, by its seq. */
  | `message:${number}`
  /** A thread, by the seq of its first message. */
  | `thread:${number}`;

/** Null: there is no such page. */
export function parseSide(text: string): SidePage | null {
  const plain = plainPages.find((page) => page === text);
  if (plain !== undefined) return plain;
  const [, of, seq] = /^(message|thread):([1-9]\d{0,14})$/.exec(text) ?? [];
  return of === "message" || of === "thread" ? `${of}:${Number(seq)}` : null;
}

/** The seq of the message whose details the page shows; null: it is another page. */
export function messageOfSide(page: SidePage): number | null {
  return page.startsWith("message:") ? Number(page.slice("message:".length)) : null;
}

/** The seq of the first message of the thread that the page shows; null: it is another page. */
export function threadOfSide(page: SidePage): number | null {
  return page.startsWith("thread:") ? Number(page.slice("thread:".length)) : null;
}
