// Which pictures stand together: those that one person sent one after the other. Pure.
import type { ShownMessage } from "./timeline-rows.ts";

/** Closer to the one before than this. */
const albumWithinMs = 60_000;
export const mostInAlbum = 10;

/** A picture of which nothing is to be said beside it: what has become of it would have no place in an album. */
const isPlainPicture = (message: ShownMessage): boolean =>
  message.content.type === "image" &&
  message.state === null &&
  message.changes.length === 0 &&
  message.thread === undefined &&
  message.forwardedFrom === undefined &&
  message.burnAfterMs === undefined &&
  message.outgoing?.state !== "failed";

const hasWords = ({ content }: ShownMessage): boolean => "caption" in content && content.caption !== undefined;

/** Whether a picture goes on with the album that ends with another one. What was said with a picture ends its album. */
export const continuesAlbum = (before: ShownMessage, next: ShownMessage): boolean =>
  before.senderId === next.senderId &&
  next.atMs - before.atMs < albumWithinMs &&
  before.silent === next.silent &&
  !hasWords(before) &&
  // The answer to a message begins an album.
  next.replyTo === undefined &&
  isPlainPicture(before) &&
  isPlainPicture(next);

/** Of two lists of the same messages: nothing is to be drawn again. */
export const isSameAlbum = (a: readonly ShownMessage[] | undefined, b: readonly ShownMessage[] | undefined): boolean =>
  a === b || (a?.length === b?.length && a?.every((message, at) => message === b?.[at]) === true);
