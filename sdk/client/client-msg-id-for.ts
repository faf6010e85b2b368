// Makes the same clientMsgId again for the same cause, so that an answer that is repeated after a crash is the same message.
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";

/**
 * The id of a message that answers `cause`, the same in every run: a UUIDv7 of the time of `cause`. A bot that sends its
 * answer again after a crash, under this id, sends it once.
 * @param use tells several answers to one message apart
 */
export function clientMsgIdFor(cause: Pick<NewMessageFrame, "messageId" | "createdAt">, use = ""): ClientMsgId {
  const time = hex(cause.createdAt, 12);
  const text = `${cause.messageId} ${use}`;
  const [a, b, c] = [1, 2, 3].map((seed) => hex(hashOf(text, seed), 8)) as [string, string, string];
  const variant = (8 + (Number.parseInt(a.slice(3, 4), 16) & 3)).toString(16);
  const parts = [
    time.slice(0, 8),
    time.slice(8),
    `7${a.slice(0, 3)}`,
    `${variant}${a.slice(4, 7)}`,
    `${b}${c.slice(0, 4)}`,
  ];
  return parts.join("-") as ClientMsgId;
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");

/** 32 bits by MurmurHash3's steps per UTF-16 unit. The ids of one sender have to differ; nobody has to be deceived. */
function hashOf(text: string, seed: number): number {
  let hash = Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) {
    hash ^= Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
