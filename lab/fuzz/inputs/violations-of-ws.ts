// Bytes that violate RFC 6455 or stretch it: a frame parser must survive them.
import type { Random } from "../../kit/random.ts";
import { encodeFrame, opcodes, type WsFrame } from "../../kit/ws-frames.ts";

export interface WireInput {
  readonly name: string;
  readonly bytes: Buffer;
  /**
   * Whether the server has enough bytes to answer, so that it must continue or close. Otherwise it rightly waits for
   * more.
   */
  readonly isComplete: boolean;
}

const text = Buffer.from('{"type":"shout"}');
const { continuation, text: textOpcode, binary, close, ping, pong } = opcodes;

const frames = (name: string, ...parts: readonly WsFrame[]): WireInput => ({
  name,
  bytes: Buffer.concat(parts.map(encodeFrame)),
  isComplete: true,
});
const unfinished = (name: string, ...parts: readonly WsFrame[]): WireInput => ({
  ...frames(name, ...parts),
  isComplete: false,
});

export function wireInput(random: Random): WireInput {
  const half = Math.floor(text.length / 2);
  return random.pick([
    () => frames("not masked", { opcode: textOpcode, payload: text, isMasked: false }),
    () => frames("an unknown opcode", { opcode: random.pick([3, 7, 11, 15]), payload: text }),
    () => frames("reserved bits", { opcode: textOpcode, payload: text, reserved: 1 + random.below(7) }),
    () => frames("a continuation of nothing", { opcode: continuation, payload: text }),
    () =>
      frames(
        "a message in two fragments",
        { opcode: textOpcode, payload: text.subarray(0, half), fin: false },
        { opcode: continuation, payload: text.subarray(half) },
      ),
    () =>
      frames(
        "a ping between fragments",
        { opcode: textOpcode, payload: text.subarray(0, half), fin: false },
        { opcode: ping, payload: Buffer.from("x") },
        { opcode: continuation, payload: text.subarray(half) },
      ),
    () =>
      frames(
        "a message inside another",
        { opcode: textOpcode, payload: text, fin: false },
        { opcode: textOpcode, payload: text },
      ),
    () =>
      frames(
        "a thousand empty fragments",
        { opcode: textOpcode, payload: Buffer.alloc(0), fin: false },
        ...Array.from({ length: 1_000 }, () => ({ opcode: continuation, payload: Buffer.alloc(0), fin: false })),
        { opcode: continuation, payload: text },
      ),
    () => frames("a long ping", { opcode: ping, payload: Buffer.alloc(126) }),
    () => frames("a ping in fragments", { opcode: ping, payload: text, fin: false }),
    () => frames("a pong that nobody asked for", { opcode: pong, payload: text }),
    () => frames("no UTF-8", { opcode: textOpcode, payload: Buffer.from([0x22, 0xc3, 0x28, 0xff, 0x22]) }),
    () => frames("half a code point", { opcode: textOpcode, payload: Buffer.from([0x22, 0xf0, 0x9f]) }),
    () => frames("an empty binary message", { opcode: binary, payload: Buffer.alloc(0) }),
    () => frames("a close without a code", { opcode: close, payload: Buffer.alloc(0) }),
    () => frames("a close with half a code", { opcode: close, payload: Buffer.from([3]) }),
    () => frames("a close with a code of no meaning", { opcode: close, payload: closePayload(random) }),
    () =>
      frames(
        "a close, and more after it",
        { opcode: close, payload: code(1000) },
        { opcode: textOpcode, payload: text },
      ),
    () =>
      frames("a close whose reason is no UTF-8", {
        opcode: close,
        payload: Buffer.concat([code(1000), Buffer.from([0xff])]),
      }),
    () => unfinished("less than it claims", { opcode: textOpcode, payload: text, claimedLength: 100_000 }),
    () => unfinished("claims of terabytes", { opcode: textOpcode, payload: text, claimedLength: 2 ** 42 }),
    () => unfinished("a fragment, and no more", { opcode: textOpcode, payload: text, fin: false }),
    () => ({ name: "half a header", bytes: Buffer.from([0x81]), isComplete: false }),
    () => ({
      name: "a length beyond 2^63",
      bytes: Buffer.from([0x81, 0xff, ...Array<number>(8).fill(0xff)]),
      isComplete: false,
    }),
    () => ({ name: "noise", bytes: random.bytes(1 + random.below(300)), isComplete: false }),
  ])();
}

function code(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

const closePayload = (random: Random): Buffer =>
  code(random.pick([0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535]));
