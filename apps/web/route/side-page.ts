// The pages of the side panel, as they stand in the address after `?side=`.

const plainPages = [
  "info",
  "members",
  "add",
  "pins",
  "manage",
  "manage/links",
  "manage/requests",
  "manage/bans",
  "manage/announcements",
  "manage/rights",
] as const;

export type SidePage =
  | (typeof plainPages)[number]
  /** The details of a message, by its seq. */
  | `message:${number}`;

/** Null: there is no such page. */
export function parseSide(text: string): SidePage | null {
  const plain = plainPages.find((page) => page === text);
  if (plain !== undefined) return plain;
  const seq = /^message:([1-9]\d{0,14})$/.exec(text)?.[1];
  return seq === undefined ? null : `message:${Number(seq)}`;
}

/** The seq of the message whose details the page shows; null: it is another page. */
export function messageOfSide(page: SidePage): number | null {
  return page.startsWith("message:") ? Number(page.slice("message:".length)) : null;
}
