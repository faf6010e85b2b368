// Inputs that are sent as one WebSocket message.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { upFrame } from "../../../schema/protocol/up.ts";
import type { Random } from "../../kit/random.ts";
import { fitting, type IdSource } from "./from-shape.ts";
import { raw, printTree, type JsonTree } from "./json-tree.ts";
import { mutateText, mutateTree } from "./mutate.ts";

export type SocketPayload = string | Buffer;

/** Relative frequency of each kind; kinds of frames come from `upFrame`. */
const weights = { valid: 30, mutated: 40, array: 12, text: 10, oversize: 1, binary: 4, ping: 1 } as const;

export function socketPayload(random: Random, ids: IdSource): SocketPayload {
  const frame = (): JsonTree => fitting(upFrame, random, ids);
  switch (random.weighted(weights)) {
    case "valid":
      return printTree(frame());
    case "mutated":
      return printTree(mutateTree(frame(), random));
    case "array":
      return printTree(frames(random, frame));
    case "text":
      // A surrogate pair cut in two would be sent as U+FFFD, so the expected answer must be derived from that.
      return mutateText(printTree(random.chance(0.8) ? frame() : frames(random, frame)), random).toWellFormed();
    case "oversize":
      return oversize(random, printTree(frame()));
    case "binary":
      return random.chance(0.5) ? Buffer.from(printTree(frame())) : random.bytes(random.pick([0, 1, 16, 4_000]));
    case "ping":
      return random.pick(["ping", "ping ", "pong", "PING"]);
  }
}

/** More than the limits allow, without waiting: frames, faulty messages, or both. */
export function flood(random: Random, ids: IdSource): readonly SocketPayload[] {
  const { maxFramesPerSocketMessage: max } = wireLimits;
  switch (random.weighted({ frames: 1, faults: 1, all: 1 })) {
    case "frames":
      return Array.from({ length: 20 }, () => `[${Array<string>(max).fill(typingNowhere).join(",")}]`);
    case "faults":
      return Array.from({ length: 1_500 }, () => random.pick(["{", "", "[]", '{"type":"shout"}']));
    case "all":
      return Array.from({ length: 150 }, () => socketPayload(random, ids));
  }
}

const typingNowhere = '{"type":"typing","conversationId":"direct_nobody","active":true}';

/** Valid and invalid frames; sometimes as many as a message may have, or more. */
function frames(random: Random, frame: () => JsonTree): JsonTree {
  const { maxFramesPerSocketMessage: max } = wireLimits;
  const many = random.chance(0.05);
  const count = many ? random.pick([max - 1, max, max + 1, 1_000]) : random.below(12);
  // Making a thousand different frames would take as long as the rest of the run.
  const some = Array.from({ length: Math.min(count, 12) }, () =>
    random.chance(0.3) ? mutateTree(frame(), random) : frame(),
  );
  const filler = raw(random.pick(["{}", "0", typingNowhere]));
  const items = [...some, ...Array.from({ length: count - some.length }, () => filler)];
  return { kind: "list", items };
}

function oversize(random: Random, text: string): string {
  const { maxSocketMessageBytes: max } = wireLimits;
  const bytes = random.pick([max, max + 1, max * 2, max * 3.5]);
  const padding = random.pick([" ", "[", "\u00a0"]);
  return text + padding.repeat(Math.max(0, Math.floor((bytes - Buffer.byteLength(text)) / Buffer.byteLength(padding))));
}
