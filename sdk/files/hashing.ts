// SHA-256 of parts and of whole files, by what the platform has: Node's own, WebCrypto for what is in memory as a whole, ours.
import { throwIfAborted } from "../client/abortable.ts";
import { readPiece, type FileSource } from "./file-source.ts";
import { Sha256 } from "./sha256.ts";

interface Hash {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** So many bytes are hashed at once: between them the page does its other work. */
const pieceBytes = 1_048_576;

interface NodeCrypto {
  createHash(name: "sha256"): { update(bytes: Uint8Array): void; digest(form: "hex"): string };
}

/** Node's own hash, which is an order of magnitude faster; null elsewhere. Not imported, since bundlers would look for it. */
function nodeHash(): Hash | null {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const crypto = process?.getBuiltinModule?.("node:crypto") as NodeCrypto | undefined;
  if (crypto === undefined) return null;
  const hash = crypto.createHash("sha256");
  return { update: (bytes) => hash.update(bytes), hex: () => hash.digest("hex") };
}

const newHash = (): Hash => nodeHash() ?? new Sha256();

/** @returns 64 hexadecimal digits */
export async function hashOfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const native = nodeHash();
  // Pages without TLS have no `subtle`, React Native has no `crypto`.
  const subtle: SubtleCrypto | undefined = typeof crypto === "undefined" ? undefined : crypto.subtle;
  if (native !== null || subtle === undefined) {
    const hash = native ?? new Sha256();
    hash.update(bytes);
    return hash.hex();
  }
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads the whole file once.
 * @returns 64 hexadecimal digits
 * @throws KlatchError `FILE_NOT_AS_DECLARED` if it cannot be read; the signal's reason, if it aborts
 */
export async function hashOfSource(source: FileSource, signal: AbortSignal): Promise<string> {
  const hash = newHash();
  for (let from = 0; from < source.size; from += pieceBytes) {
    hash.update(await readPiece(source, from, Math.min(from + pieceBytes, source.size)));
    throwIfAborted(signal);
  }
  return hash.hex();
}
