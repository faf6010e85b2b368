// Bytes of a stream in large chunks. What comes from a request or from R2 comes in pieces of 4 KiB, and each costs more than
// what is done with its bytes: with 256 KiB a file is hashed and stored as fast as it is stored alone (`npm run bench:files`).

const chunkBytes = 262_144;

/** A chunk is only valid until the next one is asked for. @throws Error when the stream breaks */
export async function* largeChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(chunkBytes);
  let isOver = false;
  try {
    while (!isOver) {
      const { value, done } = await reader.readAtLeast(chunkBytes, new Uint8Array(buffer));
      isOver = done;
      if (value === undefined) return;
      if (value.length > 0) yield value;
      buffer = value.buffer;
    }
  } finally {
    // Whoever takes no more of it does not want the rest.
    if (!isOver) await reader.cancel().catch(() => {});
  }
}

/** Writes the stream, as `change` makes each chunk, into another that has to be `size` long. @throws Error when either breaks */
export async function pour(
  from: ReadableStream<Uint8Array>,
  { writable }: FixedLengthStream,
  change: (chunk: Uint8Array) => Uint8Array,
): Promise<void> {
  const writer = writable.getWriter();
  try {
    for await (const chunk of largeChunks(from)) await writer.write(change(chunk));
    await writer.close();
  } catch (cause) {
    await writer.abort(cause).catch(() => {});
    throw cause;
  }
}
