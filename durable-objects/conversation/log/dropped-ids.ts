// What is kept of a dropped era: enough to recognise every message of it, packed into one row.
//
// Per message, sorted by the first field: 8 bytes of SHA-256 over sender and id, 8 bytes of the body's hash, 6 bytes of
// `createdAt`, 4 bytes of the position in the era. Together 26 bytes, 1.7 MB for an era, below the row limit of 2 MB.
import { createHash } from "node:crypto";
import { submittedHash } from "../../../schema/history/body-hash.ts";
import { isWipedHash } from "../../../schema/history/tombstone.ts";
import { noClientMsgId } from "./event-frame.ts";
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";

const entryBytes = 26;

export interface DroppedEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly senderId: UserId;
  readonly clientMsgId: ClientMsgId;
  readonly bodyHash: string;
}

/** `seq` is needed only for events that no client submitted. */
export type DroppedName = Pick<DroppedEvent, "senderId" | "clientMsgId"> & { readonly seq?: number };

/** The fields that a repeated message is compared with. */
export interface DroppedSubmission {
  readonly seq: number;
  readonly createdAt: number;
  readonly hasBodyHash: (bodyHash: string) => boolean;
  /** It was erased. */
  readonly isWiped: boolean;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest().subarray(0, 8);
/** A change has no `clientMsgId`. Its seq identifies it, in an alphabet that ids do not use. */
const idDigest = (senderId: UserId, clientMsgId: ClientMsgId, seq: number): Buffer =>
  digest(`${senderId} ${clientMsgId === noClientMsgId ? `#${seq}` : clientMsgId}`);

/** @param floorSeq the seq before the era's first event */
export function packDroppedIds(events: Iterable<DroppedEvent>, floorSeq: number): ArrayBuffer {
  const entries: Buffer[] = [];
  for (const { seq, createdAt, senderId, clientMsgId, bodyHash } of events) {
    const entry = Buffer.alloc(entryBytes);
    idDigest(senderId, clientMsgId, seq).copy(entry, 0);
    // Zeros: of an erased message there is none.
    if (!isWipedHash(bodyHash)) digest(submittedHash(bodyHash)).copy(entry, 8);
    entry.writeUIntBE(createdAt, 16, 6);
    entry.writeUInt32BE(seq - floorSeq, 22);
    entries.push(entry);
  }
  const packed = Buffer.concat(entries.toSorted((a, b) => Buffer.compare(a, b)));
  return new Uint8Array(packed).buffer;
}

/**
 * When the event with this seq was committed, ms since 1970; null if it is not in this era. Scans the whole era, so
 * only rare callers use it.
 */
export function findDroppedTime(packed: ArrayBuffer, floorSeq: number, seq: number): number | null {
  const bytes = Buffer.from(packed);
  for (let at = 0; at < bytes.length; at += entryBytes)
    if (bytes.readUInt32BE(at + 22) === seq - floorSeq) return bytes.readUIntBE(at + 16, 6);
  return null;
}

/** The same era without the bodies' hashes of these events. */
export function wipeDroppedHashes(packed: ArrayBuffer, floorSeq: number, seqs: ReadonlySet<number>): ArrayBuffer {
  const bytes = new Uint8Array(packed.slice(0));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += entryBytes)
    if (seqs.has(view.getUint32(at + 22) + floorSeq)) bytes.fill(0, at + 8, at + 16);
  return bytes.buffer;
}

const isWiped = (hash: Buffer): boolean => hash.every((byte) => byte === 0);

/** The dropped message with this id, or null. */
export function findDroppedId(
  packed: ArrayBuffer,
  floorSeq: number,
  { senderId, clientMsgId, seq = 0 }: DroppedName,
): DroppedSubmission | null {
  const bytes = Buffer.from(packed);
  const wanted = idDigest(senderId, clientMsgId, seq);
  let [low, high] = [0, bytes.length / entryBytes - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = bytes.subarray(middle * entryBytes, (middle + 1) * entryBytes);
    const order = Buffer.compare(entry.subarray(0, 8), wanted);
    if (order === 0) {
      const hash = entry.subarray(8, 16);
      return {
        seq: floorSeq + entry.readUInt32BE(22),
        createdAt: entry.readUIntBE(16, 6),
        hasBodyHash: (bodyHash) => isWiped(hash) || digest(submittedHash(bodyHash)).equals(hash),
        isWiped: isWiped(hash),
      };
    }
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
