// What this device has sent itself: its bytes are here, so nobody waits for them to come back from the server.
import type { ConversationId } from "@klatch/sdk";

/** Pictures are let go of in the order in which they were sent; then they come from the server like any other. */
const mostKept = 60;
const urls = new Map<string, string>();

const placeOf = (conversationId: ConversationId, key: string): string => `${conversationId} ${key}`;

/** @param key of the message, as the rows have it */
export function keepLocalFile(conversationId: ConversationId, key: string, file: Blob): void {
  const place = placeOf(conversationId, key);
  if (urls.has(place)) return;
  urls.set(place, URL.createObjectURL(file));
  for (const [oldest, url] of urls) {
    if (urls.size <= mostKept) break;
    urls.delete(oldest);
    URL.revokeObjectURL(url);
  }
}

/** Undefined: this device did not send it, or does not have it any more. */
export const localFileOf = (conversationId: ConversationId, key: string): string | undefined =>
  urls.get(placeOf(conversationId, key));
