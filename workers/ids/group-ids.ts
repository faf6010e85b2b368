// Group ids with a MAC: the Worker knows which group ids the server made, and asks no actor about an invented one.
//
// `group_g`, 12 characters of base 32 (60 bits, of chance or of a hash), 13 characters of MAC (65 bits). That is the form
// that group ids always had, except for its first character: in ids without a MAC, which have 128 bits, it is `0` to `7`.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { encodeBase32, groupIdOf, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";

type IdsEnv = Pick<Env, "ID_KEYS" | "IDS_WITHOUT_MAC">;

/** A group that is about to be made. */
export interface GroupToMake {
  readonly id: ConversationId;
  /** The ids that it may have, if it was made already: under earlier keys, or without a MAC. */
  readonly earlierIds: readonly ConversationId[];
}

const prefix = "group_g";
const namedChars = prefix.length + 12;
const withoutMac = /^group_[0-7]/;

const mac: MacKind = { purpose: "group", encode: (bytes) => encodeBase32(bytes.subarray(0, 9), 13) };

/** @param named 8 bytes, of which 60 bits count */
function sealed(env: IdsEnv, named: Uint8Array): GroupToMake {
  const text = prefix + encodeBase32(named, 12);
  const made = makeMacs(env, mac, text);
  const idWith = (one: string): ConversationId => (text + one) as ConversationId;
  return { id: idWith(made.mac), earlierIds: made.earlierMacs.map(idWith) };
}

/** @throws Error when ID_KEYS is missing or malformed */
export const newGroup = (env: IdsEnv): GroupToMake => ({
  ...sealed(env, crypto.getRandomValues(new Uint8Array(8))),
  earlierIds: [],
});

/**
 * The same for the same user and key, so that creating a group may be repeated after a lost answer.
 *
 * @throws Error when ID_KEYS is missing or malformed
 */
export async function namedGroup(env: IdsEnv, userId: UserId, key: string): Promise<GroupToMake> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${userId} ${key}`));
  const { id, earlierIds } = sealed(env, new Uint8Array(digest, 0, 8));
  return { id, earlierIds: [...earlierIds, await groupIdOf(userId, key)] };
}

/**
 * Whether a group of this id may exist: the server made it, or it has the form of ids that were made without a MAC.
 *
 * @throws Error when ID_KEYS is missing or malformed, and the id has a MAC
 */
export function mayBeGroup(env: IdsEnv, id: string): boolean {
  if (env.IDS_WITHOUT_MAC === "all") return true;
  if (withoutMac.test(id)) return env.IDS_WITHOUT_MAC !== "none";
  return id.startsWith(prefix) && isMac(env, mac, id.slice(0, namedChars), id.slice(namedChars));
}
