// RFC 6455 frames as bytes: any opcode, any bits, masked or not.

export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export interface WsFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly fin?: boolean;
  /** The three reserved bits, as a number. */
  readonly reserved?: number;
  readonly isMasked?: boolean;
  /** The length in the header, if it differs from the payload's. */
  readonly claimedLength?: number;
}

export function encodeFrame(frame: WsFrame): Buffer {
  const { opcode, payload, fin = true, reserved = 0, isMasked = true, claimedLength = payload.length } = frame;
  const mask = isMasked ? Buffer.from([0x12, 0x34, 0x56, 0x78]) : Buffer.alloc(0);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const maskBit = isMasked ? 0x80 : 0;
  const body = isMasked ? payload.map((byte, index) => byte ^ (mask[index % 4] as number)) : payload;
  return Buffer.concat([Buffer.from([first]), lengthBytes(claimedLength, maskBit), mask, body]);
}

function lengthBytes(length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([maskBit | length]);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9);
  if (length < 65_536) {
    bytes[0] = maskBit | 126;
    bytes.writeUInt16BE(length, 1);
  } else {
    bytes[0] = maskBit | 127;
    bytes.writeBigUInt64BE(BigInt(length), 1);
  }
  return bytes;
}

/** Calls back for every whole frame in the received bytes; servers do not mask, and here do not fragment. */
export function frameReader(onFrame: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = frameEnd(data); end !== null; end = frameEnd(data)) {
      onFrame((data[0] as number) & 0x0f, data.subarray(end.start, end.end));
      data = data.subarray(end.end);
    }
    rest = data;
  };
}

function frameEnd(data: Buffer): { readonly start: number; readonly end: number } | null {
  if (data.length < 2) return null;
  const short = (data[1] as number) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (data.length < start) return null;
  const length = short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  return data.length < start + length ? null : { start, end: start + length };
}
