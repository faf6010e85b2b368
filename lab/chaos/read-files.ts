// What is left of files after the storm: what readers get of each message's files, and which are still stored.
import { setTimeout as sleep } from "node:timers/promises";
import { filesOf } from "../../schema/protocol/content/content.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import { KlatchError } from "../../sdk/client/klatch-error.ts";
import type { KlatchClient } from "../../sdk/entry.ts";
import type { GotFile, UserView } from "./history/final-state.ts";
import type { HistoryRecord } from "./history/record.ts";
import { patiently } from "../kit/patiently.ts";

/** Of the logs that this user reads. @param claim whether this reader reads it: one is enough */
export async function readFiles(
  client: KlatchClient,
  { userId, logs }: Pick<UserView, "userId" | "logs">,
  claim: (what: string) => boolean,
): Promise<readonly GotFile[]> {
  const got: GotFile[] = [];
  for (const [conversationId, log] of logs)
    for (const event of log) {
      if (event.type !== "new-message") continue;
      const { seq } = event;
      for (const { fileId } of filesOf(event.content)) {
        const place = { conversationId, seq, fileId };
        if (claim(`file ${conversationId} ${seq} ${fileId}`))
          got.push({ userId, ...place, answer: await answerOf(client, place) });
      }
    }
  return got;
}

/** What a reader gets of messages that are gone. @param gone as `goneFiles` found them */
export async function readGoneFiles(
  client: KlatchClient,
  { userId, logs }: Pick<UserView, "userId" | "logs">,
  records: readonly HistoryRecord[],
  claim: (what: string) => boolean,
): Promise<readonly GotFile[]> {
  const got: GotFile[] = [];
  for (const record of records) {
    if (record.kind !== "event" || record.event.type !== "new-message") continue;
    const { conversationId, seq, content } = record.event;
    const now = logs.get(conversationId)?.find((event) => event.seq === seq);
    if (now?.type !== "new-message" || now.content.type !== "gone") continue;
    for (const { fileId } of filesOf(content)) {
      const place = { conversationId, seq, fileId };
      if (claim(`gone ${conversationId} ${seq} ${fileId}`))
        got.push({ userId, ...place, answer: await answerOf(client, place) });
    }
  }
  return got;
}

async function answerOf(
  client: KlatchClient,
  { conversationId, ...place }: Pick<GotFile, "conversationId" | "seq" | "fileId">,
): Promise<GotFile["answer"]> {
  try {
    const blob = await patiently(() => client.files.download(conversationId, place));
    return { text: await blob.text() };
  } catch (error) {
    if (error instanceof KlatchError) return { code: error.code };
    throw error;
  }
}

const lookEveryMs = 500;
/** Of deletions: a busy machine is slow. */
const patienceMs = 60_000;

/** The files of which R2 has bytes, once those are no more of them that should be gone, or that have been waited for. */
export async function readStored(
  list: () => Promise<readonly FileId[]>,
  isAwaited: (fileId: FileId) => boolean,
): Promise<ReadonlySet<FileId>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const stored = await list();
    if (!stored.some(isAwaited) || performance.now() > deadline) return new Set(stored);
    await sleep(lookEveryMs);
  }
}
