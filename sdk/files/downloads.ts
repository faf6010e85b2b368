// Fetches the files of messages, and goes on where the network broke off.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { AuthorizedHttp } from "../http/authorized-http.ts";
import { openBytes, type ByteAnswer } from "./byte-stream.ts";
import type { DownloadOptions, FileDownload, FilePlace } from "./file-types.ts";
import { untilAnswered, type RepeatParts } from "./repeating.ts";
import type { Runtime } from "../client/runtime.ts";

export interface DownloadParts extends RepeatParts {
  readonly api: AuthorizedHttp;
  readonly runtime: Pick<Runtime, "setTimer" | "random">;
}

/** So often a file that is still looked at is asked for again: this takes the server a second or two. */
const maxNotReady = 30;
/** So often in a row a broken download is gone on with. */
const maxBreaks = 5;

const headerNumber = (answer: ByteAnswer, name: string): number => Number(answer.header(name) ?? 0);

/** @throws KlatchError; the signal's reason, if it aborts */
export async function openDownload(
  parts: DownloadParts,
  conversationId: ConversationId,
  { seq, fileId, size }: FilePlace,
  { signal, onProgress }: DownloadOptions,
): Promise<FileDownload> {
  const path = { conversationId, fileId };
  const fetchFrom = (from: number): Promise<ByteAnswer> =>
    untilAnswered(
      parts,
      () =>
        openBytes(
          parts.runtime.setTimer,
          (within) =>
            parts.api.open(
              "GET /api/conversations/:conversationId/files/:fileId",
              { path, query: { seq, size }, range: from === 0 ? undefined : `bytes=${from}-` },
              within,
            ),
          signal,
        ),
      {
        signal: signal ?? new AbortController().signal,
        isWorthIt: ({ code, class: kind }, attempt) =>
          code === "FILE_NOT_READY" ? attempt < maxNotReady : from > 0 && kind !== "fatal" && attempt < maxBreaks,
      },
    );

  const first = await fetchFrom(0);
  const total = headerNumber(first, "content-length");
  const etag = first.header("etag");

  async function* read(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let received = 0;
    let answer = first;
    for (let breaks = 0; ; breaks++) {
      try {
        for await (const piece of answer.bytes) {
          received += piece.length;
          breaks = 0;
          onProgress?.({ received, total });
          yield piece;
        }
        if (received >= total) return;
      } catch (error) {
        if (!(error instanceof KlatchError) || error.class === "fatal") throw error;
        if (received === 0 || breaks >= maxBreaks) throw error;
      }
      if (breaks >= maxBreaks) throw new KlatchError("UNAVAILABLE", "The download broke off again and again.");
      answer = await fetchFrom(received);
      if (answer.status !== 206 || answer.header("etag") !== etag)
        throw new KlatchError("UNAVAILABLE", "The file is another one by now.");
    }
  }
  return { type: first.header("content-type") ?? "application/octet-stream", size: total, bytes: read() };
}

/** @throws KlatchError; the signal's reason, if it aborts */
export async function downloadBlob(...given: Parameters<typeof openDownload>): Promise<Blob> {
  const { bytes, type } = await openDownload(...given);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return new Blob(pieces, { type });
}
