// A file is sent while the server is killed, the sender's program starts again, and answers are lost: at random calls of its
// upload, until there were enough of them. Then its reader has it, whole, and once.
import { createHash, randomFillSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asFileId, KlatchClient, type ConversationId, type EventFrame, type Runtime } from "@klatch/sdk";
import { fileFromPath, fileStore } from "@klatch/sdk/node";
import { Random } from "../kit/random.ts";

export interface InterruptedOptions {
  readonly url: string;
  /** For the file and the sender's store. */
  readonly dir: string;
  readonly bytes: number;
  readonly interruptions: number;
  readonly seed: number;
  /** Resolves when the server answers again. */
  readonly killServer: () => Promise<void>;
  readonly onInterrupted?: (kind: Kind, call: string) => void;
}

const kinds = ["server killed", "sender restarted", "answer lost"] as const;
export type Kind = (typeof kinds)[number];

export interface InterruptedResult {
  readonly interruptions: Readonly<Record<Kind, number>>;
  /** Messages that the reader found with the file's bytes, for each that was sent. */
  readonly arrived: readonly number[];
  /** Files that the sender's store still has. */
  readonly kept: number;
}

const password = "correct horse";
/** How often a call of an upload is interrupted. */
const odds = 0.7;

type Fetch = Runtime["fetch"];

export async function interruptedUpload(options: InterruptedOptions): Promise<InterruptedResult> {
  const { url, dir, bytes, seed, killServer, onInterrupted } = options;
  const random = new Random(seed);
  const counts: Record<Kind, number> = { "server killed": 0, "sender restarted": 0, "answer lost": 0 };
  const done = (): number => kinds.reduce((sum, kind) => sum + counts[kind], 0);
  const path = join(dir, "film.bin");
  const storePath = join(dir, "sender.klatch");
  const data = randomFillSync(Buffer.alloc(bytes));
  await writeFile(path, data);
  const sha256 = createHash("sha256").update(data).digest("hex");

  const reader = new KlatchClient({ url });
  await reader.register({ username: `reader${seed}`, password });
  /** One at a time. */
  let interrupting: Promise<void> = Promise.resolve();
  let isInterrupting = false;

  const interrupt = (kind: Kind, call: string): void => {
    counts[kind]++;
    onInterrupted?.(kind, call);
    if (kind === "answer lost") return;
    isInterrupting = true;
    interrupting = (async () => {
      await sleep(random.between(0, 60));
      if (kind === "server killed") await killServer();
      else {
        sender.close();
        sender = newSender();
        await sender.start();
      }
      isInterrupting = false;
    })();
  };

  const fetchBadly: Fetch = async (address, init) => {
    const call = `${init.method} ${new URL(address).pathname.replace(/file_\w+/, "ID")}`;
    const isOfUpload = call.includes("/api/files") && done() < options.interruptions && !isInterrupting;
    const kind = isOfUpload && random.chance(odds) ? random.pick(kinds) : null;
    if (kind !== null) interrupt(kind, call);
    const answer = await fetch(address, init);
    if (kind !== "answer lost") return answer;
    await answer.arrayBuffer();
    throw new Error("the line broke");
  };
  const newSender = (): KlatchClient =>
    new KlatchClient({ url, store: fileStore(storePath), runtime: { fetch: fetchBadly } });
  let sender = newSender();
  await sender.register({ username: `sender${seed}`, password });
  void sender.connect();
  const { id } = await sender.openDirect({ username: `reader${seed}` });

  const sent: string[] = [];
  do {
    const { clientMsgId } = sender.sendFile(id, await fileFromPath(path), { as: "file" });
    sent.push(clientMsgId);
    await untilThere(reader, id, sent.length);
    await interrupting;
  } while (done() < options.interruptions);

  const arrived: number[] = [];
  for (const clientMsgId of sent) {
    const same = (await messagesOf(reader, id)).filter((one) => one.clientMsgId === clientMsgId);
    let whole = 0;
    for (const { content, seq } of same) {
      const fileId = "fileId" in content ? content.fileId : undefined;
      if (typeof fileId === "string" && (await hashOf(reader, id, seq, fileId)) === sha256) whole++;
    }
    arrived.push(whole);
  }
  await untilGone(sender);
  await sender.stored();
  const store = fileStore(storePath);
  const { session } = sender;
  const kept = session === null ? [] : await store.files?.list(session.user.id);
  sender.close();
  reader.close();
  await store.close();
  return { interruptions: counts, arrived, kept: kept?.length ?? 0 };
}

type Message = Extract<EventFrame, { readonly type: "new-message" }>;

async function messagesOf(client: KlatchClient, id: ConversationId): Promise<Message[]> {
  const { events } = await client.history(id, { after: 0, limit: 200 });
  return events.filter((event): event is Message => event.type === "new-message");
}

const lookEveryMs = 250;

/** Resolves when the reader sees so many messages, while the server comes and goes. */
async function untilThere(reader: KlatchClient, id: ConversationId, count: number): Promise<void> {
  for (;;) {
    const messages = await messagesOf(reader, id).catch(() => []);
    if (messages.length >= count) return;
    await sleep(lookEveryMs);
  }
}

async function untilGone(sender: KlatchClient): Promise<void> {
  while (sender.outgoing().length > 0) await sleep(lookEveryMs);
  // What follows from the last one: its bytes are erased.
  await sleep(lookEveryMs);
}

/** Reads the file in pieces. */
async function hashOf(reader: KlatchClient, id: ConversationId, seq: number, fileId: string): Promise<string> {
  const hash = createHash("sha256");
  const { bytes } = await reader.files.open(id, { seq, fileId: asFileId(fileId) });
  for await (const piece of bytes) hash.update(piece);
  return hash.digest("hex");
}
