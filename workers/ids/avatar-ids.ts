// Names of pictures, with a MAC over whose they are: R2 is not asked about an invented one. 13 characters of chance (65 bits), 13
// of MAC.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";
import { pictureAvatar, type AvatarOwner } from "../../schema/protocol/avatars.ts";
import { encodeBase32 } from "../../schema/protocol/ids.ts";

type WithKeys = Pick<Env, "ID_KEYS">;

const chanceChars = 13;
const mac: MacKind = { purpose: "avatar", encode: (bytes) => encodeBase32(bytes.subarray(0, 9), 13) };

/** The avatar that a picture of theirs is going to be. @throws Error when ID_KEYS is missing or malformed */
export function newPictureAvatar(env: WithKeys, ownerId: AvatarOwner): string {
  const chance = encodeBase32(crypto.getRandomValues(new Uint8Array(9)), chanceChars);
  return pictureAvatar(ownerId, chance + makeMacs(env, mac, `${ownerId}/${chance}`).mac);
}

/** Whether the server made this name for a picture of theirs. @throws Error when ID_KEYS is missing or malformed */
export const mayBePicture = (env: WithKeys, ownerId: string, token: string): boolean =>
  isMac(env, mac, `${ownerId}/${token.slice(0, chanceChars)}`, token.slice(chanceChars));
