// Ids: opaque to clients, branded in the code. A direct conversation's id names its two members.
import * as v from "valibot";

const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
const conversationIdPattern = /^[A-Za-z0-9_-]{1,160}$/;
const userIdPattern = /^user_[0-9a-hjkmnp-tv-z]{26}$/;
const groupIdPattern = /^group_[0-9a-hjkmnp-tv-z]{26}$/;
const messageIdPattern = /^[A-Za-z0-9_-]{1,160}:[1-9][0-9]{0,15}$/;

/** The id of a user: a person or a bot. */
export const userIdShape = v.pipe(v.string(), v.regex(idPattern), v.brand("UserId"));
/** The id of a device of one user: signing in with it again means the same device. */
export const deviceIdShape = v.pipe(v.string(), v.regex(idPattern), v.brand("DeviceId"));
/** Made by the sender, best a UUIDv7: a message that is sent again with the same id is the same message. */
export const clientMsgIdShape = v.pipe(v.string(), v.regex(idPattern), v.brand("ClientMsgId"));
/** Made by who changes a message, best a UUIDv7: a change that is asked for again with the same id is the same one. */
export const opIdShape = v.pipe(v.string(), v.regex(idPattern), v.brand("OpId"));
/** The id of a direct conversation or a group. */
export const conversationIdShape = v.pipe(v.string(), v.regex(conversationIdPattern), v.brand("ConversationId"));
/** `<conversationId>:<seq>`. */
export const messageIdShape = v.pipe(v.string(), v.regex(messageIdPattern), v.brand("MessageId"));

export type UserId = v.InferOutput<typeof userIdShape>;
export type DeviceId = v.InferOutput<typeof deviceIdShape>;
export type ClientMsgId = v.InferOutput<typeof clientMsgIdShape>;
export type OpId = v.InferOutput<typeof opIdShape>;
export type ConversationId = v.InferOutput<typeof conversationIdShape>;
export type MessageId = v.InferOutput<typeof messageIdShape>;

const directPrefix = "direct_";
const userPrefix = "user_";
const groupPrefix = "group_";
const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** `prefix` + 128 random bits as 26 characters of Crockford's base 32, in lower case. */
const encodeRandomId = (prefix: string): string => encodeId(prefix, crypto.getRandomValues(new Uint8Array(16)));

const encodeId = (prefix: string, bytes: Uint8Array): string => prefix + encodeBase32(bytes, 26);

/** The last `5 × chars` bits of these bytes, in Crockford's base 32 and lower case. */
export function encodeBase32(bytes: Uint8Array, chars: number): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < chars; i++) {
    text = crockford.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}

export const newUserId = (): UserId => encodeRandomId(userPrefix) as UserId;
/** Without a MAC, as earlier code made them. Now `workers/ids/group-ids.ts` does, in the same form. */
export const newGroupId = (): ConversationId => encodeRandomId(groupPrefix) as ConversationId;
/** The id that earlier code gave the group that a user names by this key. */
export async function groupIdOf(userId: UserId, key: string): Promise<ConversationId> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${userId} ${key}`));
  return encodeId(groupPrefix, new Uint8Array(digest, 0, 16)) as ConversationId;
}
export const newDeviceId = (): DeviceId => encodeRandomId("device_") as DeviceId;

/** In a message's mentions: every member. */
export const everyone = "all" as UserId;

/** Whether `id` could have been made by `newUserId`: prevents actors for invented names. */
export const isUserId = (id: string): id is UserId => userIdPattern.test(id);

/** Whether `id` has the form of group ids, with a MAC or without. */
export const isGroupId = (id: string): boolean => groupIdPattern.test(id);

/** The id of the direct conversation between two users, the same for both; of somebody with themselves: their notes. */
export function directConversationId(one: UserId, other: UserId): ConversationId {
  const [a, b] = [one, other].map((id) => id.slice(userPrefix.length)).toSorted();
  return `${directPrefix}${a}_${b}` as ConversationId;
}

/** The two members that a direct conversation's id names, twice the same in somebody's notes; null for any other id. */
export function membersOfDirect(id: string): readonly [UserId, UserId] | null {
  if (!id.startsWith(directPrefix)) return null;
  const [a, b, ...rest] = id.slice(directPrefix.length).split("_");
  const [one, other] = [`${userPrefix}${a ?? ""}`, `${userPrefix}${b ?? ""}`];
  if (rest.length > 0 || !isUserId(one) || !isUserId(other) || one > other) return null;
  return [one, other];
}

export const messageIdOf = (conversationId: ConversationId, seq: number): MessageId =>
  `${conversationId}:${seq}` as MessageId;

/** Whether a direct conversation is that of one user with themselves. */
export function isNotes(id: string): boolean {
  const [one, other] = membersOfDirect(id) ?? [];
  return one !== undefined && one === other;
}

/** The parts of a message id that matches `messageIdShape`. */
export function parseMessageId(id: MessageId): { conversationId: ConversationId; seq: number } {
  const colon = id.lastIndexOf(":");
  return { conversationId: id.slice(0, colon) as ConversationId, seq: Number(id.slice(colon + 1)) };
}

/** The time inside a UUIDv7 (RFC 9562), in ms since 1970, or null for any other id. */
export function uuidV7TimeMs(id: string): number | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)) return null;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
