// The frames of a load as text: built by hand, because the client must cost next to nothing.

/** Of typical length; the same for Klatch and the yardsticks. */
const text = "hello there, how are you today?";

let counter = 0;

/** A UUIDv7 (RFC 9562), unique in this process: time, then process, then a counter. */
export function uuidV7(nowMs: number): string {
  counter += 1;
  const time = nowMs.toString(16).padStart(12, "0");
  const low = counter.toString(16).padStart(12, "0");
  const mid = (process.pid & 0xfff).toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${mid}-8000-${low}`;
}

/** @param nowMs by the server's clock */
export function sendMessageText(conversationId: string, count: number, nowMs: number): string {
  const frames = Array.from(
    { length: count },
    () =>
      `{"type":"send-message","clientMsgId":"${uuidV7(nowMs)}","conversationId":"${conversationId}","content":{"type":"text","text":"${text}"}}`,
  );
  return frames.length === 1 ? (frames[0] as string) : `[${frames.join(",")}]`;
}

/** How often the mark occurs in the bytes. */
export function countMarks(bytes: Buffer, mark: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) count += 1;
  return count;
}
