// Headers that show who sends a request, and that nobody has changed it (Standard Webhooks 1.0, symmetric).
import { createHmac } from "node:crypto";
import { largeChunks } from "../../durable-objects/files/large-chunks.ts";

export interface ToSign {
  /** `whsec_` and the key in Base64, as Standard Webhooks writes it. */
  readonly secret: string;
  /** The same however often it is sent. */
  readonly id: string;
  /** Ms since 1970. */
  readonly at: number;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** @throws Error for a secret of another form, and when the body cannot be read */
export async function signedHeaders({ secret, id, at, body }: ToSign): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(at / 1_000));
  const mac = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`);
  if (typeof body === "string") mac.update(body);
  else for await (const chunk of largeChunks(body)) mac.update(chunk);
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${mac.digest("base64")}`,
  };
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (!secret.startsWith("whsec_") || key.length < 24 || key.length > 64)
    throw new Error("a secret must be whsec_ and 24 to 64 bytes in Base64");
  return key;
}
