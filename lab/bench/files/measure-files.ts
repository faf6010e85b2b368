// What files cost in time and memory, each figure beside what a bare Worker needs for the same bytes, in turns on one server.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { FileFacts } from "../../../schema/protocol/files.ts";
import type { Pair } from "../../kit/people.ts";

export interface FilesPlan {
  readonly ours: string;
  readonly bare: string;
  readonly pair: Pair;
  readonly workerdPid: number | undefined;
}

const partBytes = 8_388_608;
const octets = { "content-type": "application/octet-stream" };
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export const someBytes = (size: number): Uint8Array => {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  return bytes;
};

async function ok(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response;
}

const tokenOf = ({ pair }: FilesPlan) => ({ authorization: `Bearer ${pair.sender.accessToken}` });

/** Declared, sent in parts one after the other, completed. @returns what was found, and how long it took, in ms */
export async function uploadOurs(plan: FilesPlan, bytes: Uint8Array): Promise<{ facts: FileFacts; tookMs: number }> {
  const headers = tokenOf(plan);
  // As the sender's app knows it before it begins.
  const hashes = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) =>
    sha256(bytes.subarray(index * partBytes, (index + 1) * partBytes)),
  );
  const whole = sha256(bytes);
  const began = performance.now();
  const body = JSON.stringify({
    name: "film.bin",
    size: bytes.length,
    type: "application/octet-stream",
    sha256: whole,
  });
  const declared = await ok(
    fetch(`${plan.ours}/api/files`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
    }),
  );
  const { fileId } = (await declared.json()) as { fileId: string };
  for (const [index, hash] of hashes.entries())
    await ok(
      fetch(`${plan.ours}/api/files/${fileId}/parts/${index + 1}?sha256=${hash}`, {
        method: "PUT",
        headers: { ...headers, ...octets },
        body: bytes.subarray(index * partBytes, (index + 1) * partBytes),
      }),
    );
  const done = await ok(fetch(`${plan.ours}/api/files/${fileId}/complete`, { method: "POST", headers }));
  const facts = (await done.json()) as FileFacts;
  return { facts, tookMs: performance.now() - began };
}

export async function uploadBare({ bare }: FilesPlan, bytes: Uint8Array, name: string): Promise<number> {
  const began = performance.now();
  await ok(fetch(`${bare}/${name}`, { method: "PUT", headers: octets, body: bytes }));
  return performance.now() - began;
}

/** Sends a message with the file. @returns its seq */
export async function sendFile(plan: FilesPlan, { fileId, size, mimeType, name }: FileFacts): Promise<number> {
  const answer = await ok(
    fetch(`${plan.ours}/api/conversations/${plan.pair.conversationId}/messages`, {
      method: "POST",
      headers: { ...tokenOf(plan), "content-type": "application/json" },
      body: JSON.stringify({
        clientMsgId: crypto.randomUUID(),
        content: { type: "file", fileId, size, mimeType, name },
      }),
    }),
  );
  const sent = (await answer.json()) as { seq: number };
  return sent.seq;
}

/** How long until the first bytes are there, in ms. */
export async function firstByte(address: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const began = performance.now();
  const { body } = await ok(fetch(address, { headers }));
  if (body === null) throw new Error("no body");
  const reader = body.getReader();
  await reader.read();
  const tookMs = performance.now() - began;
  while (!(await reader.read()).done);
  return tookMs;
}

/** A text message, until it is acked, in ms. */
export async function sayText(plan: FilesPlan): Promise<number> {
  const began = performance.now();
  await ok(
    fetch(`${plan.ours}/api/conversations/${plan.pair.conversationId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${plan.pair.receiver.accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ clientMsgId: crypto.randomUUID(), content: { type: "text", text: "Coffee?" } }),
    }),
  );
  return performance.now() - began;
}

/** The peak begins anew with what is held now (proc_pid_clear_refs(5)). */
export async function forgetPeak({ workerdPid }: FilesPlan): Promise<void> {
  if (workerdPid !== undefined) await writeFile(`/proc/${workerdPid}/clear_refs`, "5");
}

/** The most memory that workerd has held since `forgetPeak`, in bytes. */
export async function peakMemory({ workerdPid }: FilesPlan): Promise<number> {
  const status = workerdPid === undefined ? "" : await readFile(`/proc/${workerdPid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
}
