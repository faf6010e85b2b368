// Addresses of files, which say for whom, of which message and until when they are, with a MAC: for elements of pages, which send
// no token.
import * as v from "valibot";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";
import { fileIdShape, previewSizes } from "../../schema/protocol/files.ts";
import { conversationIdShape, deviceIdShape, userIdShape } from "../../schema/protocol/ids.ts";
import { strictShape } from "../../schema/protocol/shape.ts";

const mac: MacKind = { purpose: "file-address", encode: (bytes) => bytes.toString("base64url", 0, 24) };

/** For which sign-in it is, which file of which message, and until when, ms since 1970. */
const addressedShape = strictShape({
  userId: userIdShape,
  deviceId: deviceIdShape,
  family: v.exactOptional(v.string()),
  generation: v.exactOptional(v.number()),
  conversationId: conversationIdShape,
  seq: v.number(),
  fileId: fileIdShape,
  size: v.exactOptional(v.picklist(previewSizes)),
  expiresAt: v.number(),
});
export type AddressedFile = v.InferOutput<typeof addressedShape>;

type WithKeys = Pick<Env, "ID_KEYS">;

/** @throws Error when ID_KEYS is missing or malformed */
export function fileToken(env: WithKeys, addressed: AddressedFile): string {
  const said = Buffer.from(JSON.stringify(addressed)).toString("base64url");
  return `${said}.${makeMacs(env, mac, said).mac}`;
}

/** Null: the server did not make it, or its time is over. @throws Error when ID_KEYS is missing or malformed */
export function readFileToken(env: WithKeys, token: string, now: number): AddressedFile | null {
  const [said = "", shown = "", ...rest] = token.split(".");
  if (rest.length > 0 || !isMac(env, mac, said, shown)) return null;
  const addressed = v.parse(addressedShape, JSON.parse(Buffer.from(said, "base64url").toString()));
  return now < addressed.expiresAt ? addressed : null;
}
