// What was written in a notification, kept until a page takes it into the draft: the worker sends nothing, and no address has it.

/** None of the caches that have the files of a build (`shell.ts`). */
const replyCache = "replies";

/** Told so to a page that asks. */
interface TypedReply {
  readonly conversationId: string;
  readonly reply: string;
}

/** As it stands in the address that the cache has it under; a later one of the same conversation comes behind it. */
const addressOf = (conversationId: string): string => `/reply/${encodeURIComponent(conversationId)}`;

export async function keepReply({ conversationId, reply }: TypedReply): Promise<void> {
  const cache = await caches.open(replyCache);
  const before = await cache.match(addressOf(conversationId));
  const text = before === undefined ? reply : `${await before.text()}\n${reply}`;
  await cache.put(addressOf(conversationId), new Response(text));
}

/** Each is given to one page only. */
export async function takeReplies(): Promise<readonly TypedReply[]> {
  const cache = await caches.open(replyCache);
  const taken: TypedReply[] = [];
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    const path = new URL(request.url).pathname.slice("/reply/".length);
    if (kept !== undefined && (await cache.delete(request)))
      taken.push({ conversationId: decodeURIComponent(path), reply: await kept.text() });
  }
  return taken;
}

/** Who wrote them is not signed in here any more. */
export const forgetReplies = (): Promise<boolean> => caches.delete(replyCache);
