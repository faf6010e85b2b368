// What this device has sent itself: its bytes are here, so nobody waits for them to come back from the server.
import type { ConversationId } from "@klatch/sdk";

/** Pictures are let go of in the order in which they were sent; then they come from the server like any other. */
const mostKept = 60;
const urls = new Map<string, string>();

const placeOf = (conversationId: ConversationId, key: string): string => `${conversationId} ${key}`;

/** Of the picture that a film shows before it is played. @param key of the message */
export const posterKey = (key: string): string => `${key} poster`;

/** Whose files they are: nobody keeps another one's. */
let owner = "";

/** @param key of the message, as the rows have it: it begins with who sends it */
export function keepLocalFile(conversationId: ConversationId, key: string, file: Blob): void {
  const place = placeOf(conversationId, key);
  const [sender = ""] = key.split(" ");
  if (sender !== owner) letGo();
  owner = sender;
  if (urls.has(place)) return;
  urls.set(place, URL.createObjectURL(file));
  for (const [oldest, url] of urls) {
    if (urls.size <= mostKept) break;
    urls.delete(oldest);
    URL.revokeObjectURL(url);
  }
}

function letGo(): void {
  for (const url of urls.values()) URL.revokeObjectURL(url);
  urls.clear();
}

/** Undefined: this device did not send it, or does not have it any more. */
export const localFileOf = (conversationId: ConversationId, key: string): string | undefined =>
  urls.get(placeOf(conversationId, key));
