// Ids of files, with a MAC: nobody asks an actor about an invented one. `file_`, 13 characters of chance (65 bits), 13 of MAC.
import { encodeBase32 } from "../../schema/protocol/ids.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { Env } from "./env.ts";
import { isMac, makeMacs, type MacKind } from "./id-keys.ts";

const namedChars = "file_".length + 13;
const mac: MacKind = { purpose: "file", encode: (bytes) => encodeBase32(bytes.subarray(0, 9), 13) };

/** @throws Error when ID_KEYS is missing or malformed */
export function newFileId(env: Pick<Env, "ID_KEYS">): FileId {
  const named = `file_${encodeBase32(crypto.getRandomValues(new Uint8Array(9)), 13)}`;
  return (named + makeMacs(env, mac, named).mac) as FileId;
}

/** Whether the server made this id. @throws Error when ID_KEYS is missing or malformed */
export const mayBeFile = (env: Pick<Env, "ID_KEYS">, id: FileId): boolean =>
  isMac(env, mac, id.slice(0, namedChars), id.slice(namedChars));
