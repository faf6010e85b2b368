// The scanner of a deployment: gets each file's bytes in a signed request (Standard Webhooks), and answers with its verdict.
import * as v from "valibot";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { FileFacts } from "../../schema/protocol/files.ts";
import { strictShape } from "../../schema/protocol/shape.ts";
import type { Verdict } from "../../schema/rpc/shared-file.ts";
import { signedHeaders } from "../webhooks/signed-headers.ts";
import { contentDisposition } from "./content-disposition.ts";

const verdictShape = strictShape({ verdict: v.picklist(["clean", "quarantined"]) });
const deadlineMs = 60_000;
/** Of an answer. */
const mostChars = 1_000;

type Scanning = Pick<Env, "FILES" | "SCANNER_URL" | "SCANNER_SECRET">;

/**
 * Where there is no scanner (any more), everything is clean.
 *
 * @param id the same for the same file
 * @throws Error when it cannot be reached, or answers with something else: the file stays where it is
 */
export async function askScanner(
  env: Scanning,
  id: string,
  { key, facts }: { readonly key: string; readonly facts: FileFacts },
): Promise<Verdict> {
  const { SCANNER_URL = "", SCANNER_SECRET = "" } = env;
  if (SCANNER_URL === "") return "clean";
  // Read twice, because what is signed goes before the bytes, which need not fit into memory.
  const signed = await signedHeaders({ secret: SCANNER_SECRET, id, at: Date.now(), body: await bytesOf(env, key) });
  const body = await bytesOf(env, key);
  const answer = await fetch(scannerAddress(SCANNER_URL), {
    method: "POST",
    headers: {
      ...signed,
      "content-type": facts.mimeType,
      "content-length": String(facts.size),
      "content-disposition": contentDisposition("attachment", facts.name),
    },
    body: body.pipeThrough(new FixedLengthStream(facts.size)),
    redirect: "manual",
    signal: AbortSignal.timeout(deadlineMs),
  });
  if (answer.status !== 200) throw new Error(`the scanner has answered ${answer.status}`);
  const said = await answer.text();
  if (said.length > mostChars) throw new Error("the scanner has said too much");
  return v.parse(verdictShape, JSON.parse(said)).verdict;
}

async function bytesOf({ FILES }: Pick<Env, "FILES">, key: string): Promise<ReadableStream<Uint8Array>> {
  const object = await FILES.get(key);
  if (object === null) throw new Error("what is to be scanned is not in R2");
  return object.body;
}

/** Bytes of users go nowhere in the clear, but to this machine. */
function scannerAddress(text: string): URL {
  const url = new URL(text);
  if (url.protocol === "https:" || (url.protocol === "http:" && /^127(\.\d+){3}$/.test(url.hostname))) return url;
  throw new Error("SCANNER_URL must be https://, or http:// on 127.0.0.0/8");
}
