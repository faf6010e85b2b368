// Tokens of links into groups, with a MAC: the group's id, a dot, and 24 bytes as base64url: 16 of chance, 8 of MAC. That
// is the form that tokens always had; without a MAC, all 24 bytes are of chance.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { mayBeGroup } from "./group-ids.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";

type IdsEnv = Pick<Env, "ID_KEYS" | "IDS_WITHOUT_MAC">;

/** 128 bits cannot be guessed. */
const chanceBytes = 16;
const macBytes = 8;

const mac: MacKind = { purpose: "link", encode: (bytes) => bytes.toString("base64url", 0, macBytes) };

/**
 * Ends in a letter or a digit: many programs leave out `-` and `_` where they find a link in a text.
 * @throws Error when ID_KEYS is missing or malformed
 */
export function newLinkToken(env: IdsEnv, groupId: ConversationId): string {
  for (;;) {
    const chance = Buffer.from(crypto.getRandomValues(new Uint8Array(chanceBytes)));
    const made = makeMacs(env, mac, textOf(groupId, chance));
    const secret = Buffer.concat([chance, Buffer.from(made.mac, "base64url")]).toString("base64url");
    if (!/[-_]$/.test(secret)) return `${groupId}.${secret}`;
  }
}

const textOf = (groupId: string, chance: Buffer): string => `${groupId}.${chance.toString("base64url")}`;

/** The group that a token leads to. @param token matches `linkTokenShape` */
export const groupOfLink = (token: string): ConversationId => token.slice(0, token.indexOf(".")) as ConversationId;

/**
 * Whether such a link may exist. Where links without a MAC are taken, it is enough that its group may: beside this code,
 * earlier code may make links without a MAC for groups whose ids have one.
 *
 * @param token matches `linkTokenShape`
 * @throws Error when ID_KEYS is missing or malformed, and is needed
 */
export function mayBeLink(env: IdsEnv, token: string): boolean {
  const groupId = groupOfLink(token);
  if (env.IDS_WITHOUT_MAC !== "none") return mayBeGroup(env, groupId);
  const secret = Buffer.from(token.slice(groupId.length + 1), "base64url");
  const chance = secret.subarray(0, chanceBytes);
  return isMac(env, mac, textOf(groupId, chance), mac.encode(secret.subarray(chanceBytes)));
}
