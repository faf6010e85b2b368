// One socket of a user's device: what is kept for it, and how frames leave.
import type { DownFrame } from "../../schema/protocol/down.ts";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import { wireLimits, type Limits } from "../../schema/protocol/limits.ts";
import type { SocketAttachment } from "../../schema/rpc/user-session.ts";
import type { EventRun } from "../stream/event-run.ts";
import { caughtUpPlace, type Place } from "../stream/stream-receiver.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";

/** Well below 256 KiB even if every character took three bytes. */
const maxCharsPerSocketMessage = 80_000;
/** The running one included: each may name thousands of conversations and holds its frame in memory meanwhile. */
const maxWaitingSyncs = 8;

/** One socket; a place is kept only where it differs from the default. */
export class Socket {
  readonly faults: TokenBucket;
  readonly #ws: WebSocket;
  readonly #places = new Map<ConversationId, Place>();
  #attachment: SocketAttachment;
  #queued: string[] = [];
  #syncs: Promise<void> = Promise.resolve();
  #waitingSyncs = 0;
  readonly #unheard: UnheardCount;
  readonly #tooSlow: (socket: Socket) => void;
  #isCutOff = false;

  /** @param tooSlow called once, when too much was sent that may not have been read */
  constructor(
    ws: WebSocket,
    attachment: SocketAttachment,
    limits: Limits,
    nowMs: number,
    unheard: UnheardCount,
    tooSlow: (socket: Socket) => void,
  ) {
    this.#ws = ws;
    this.#attachment = attachment;
    this.#unheard = unheard;
    this.#tooSlow = tooSlow;
    this.faults = new TokenBucket(limits.LIMIT_FAULTS_PER_SECOND, limits.LIMIT_FAULTS_BURST, nowMs);
  }

  get deviceId(): DeviceId {
    return this.#attachment.deviceId;
  }

  get phase(): SocketAttachment["phase"] {
    return this.#attachment.phase;
  }

  /** One sync after the other, so that a later one finds the places that the earlier one left; false: too many wait. */
  async syncInTurn(sync: () => Promise<void>): Promise<boolean> {
    if (this.#waitingSyncs >= maxWaitingSyncs) return false;
    this.#waitingSyncs += 1;
    const mine = this.#syncs.then(sync).finally(() => (this.#waitingSyncs -= 1));
    this.#syncs = mine.catch(() => {}); // its own caller hears of it
    await mine;
    return true;
  }

  /** A socket that loses its session in the middle of a sync is closed when the session wakes: see `phase`. */
  syncBegins(): void {
    this.#setPhase("syncing");
  }

  syncEnds(): void {
    this.#setPhase("live");
  }

  placeIn(conversationId: ConversationId): Place {
    return this.#places.get(conversationId) ?? caughtUpPlace;
  }

  setPlace(conversationId: ConversationId, place: Place): void {
    if (place.state === "caught-up" && place.ahead === 0) this.#places.delete(conversationId);
    else this.#places.set(conversationId, place);
  }

  /** Frames as JSON text, in order, in as few WebSocket messages as the protocol allows. */
  send(frames: readonly string[]): void {
    for (const text of packFrames(frames)) this.sendText(text);
  }

  #setPhase(phase: SocketAttachment["phase"]): void {
    if (this.phase === phase) return;
    this.#attachment = { ...this.#attachment, phase };
    this.#ws.serializeAttachment(this.#attachment);
  }

  /** Answers that are ready in the same turn leave in one WebSocket message. */
  queue(frame: DownFrame): void {
    this.queueText(JSON.stringify(frame));
  }

  queueText(frame: string): void {
    this.#queued.push(frame);
    if (this.#queued.length > 1) return;
    queueMicrotask(() => {
      const frames = this.#queued;
      this.#queued = [];
      this.send(frames);
    });
  }

  sendText(text: string): void {
    if (this.#isCutOff) return;
    if (!this.#unheard.isBelievedAfter(text.length)) {
      this.#isCutOff = true;
      return this.#tooSlow(this);
    }
    try {
      this.#ws.send(text);
    } catch {
      // Closed meanwhile; the device syncs when it comes back.
    }
  }

  close(code: ErrorCode): void {
    closeSocket(this.#ws, errorRuleOf(code).closeCode ?? 1011, code);
  }
}

export function closeSocket(ws: WebSocket, code: number, reason: string): void {
  try {
    ws.close(code, reason);
  } catch {
    // Closed already.
  }
}

/** The texts of the WebSocket messages that carry these events: nearly always one, as it came. */
export function packRun(run: EventRun, unread: number | null): string[] {
  const text = run.text(unread);
  if (run.length > wireLimits.maxFramesPerSocketMessage || text.length > maxCharsPerSocketMessage)
    return packFrames(run.frames(unread));
  return run.length < 2 ? [text].filter((one) => one !== "") : [`[${text}]`];
}

/** The texts of the WebSocket messages that carry these frames: one frame as it is, several as an array. */
export function packFrames(frames: readonly string[]): string[] {
  const texts: string[] = [];
  let pack: string[] = [];
  let chars = 0;
  const close = (): void => {
    if (pack.length > 0) texts.push(pack.length === 1 ? (pack[0] as string) : `[${pack.join(",")}]`);
    [pack, chars] = [[], 0];
  };
  for (const frame of frames) {
    if (pack.length >= wireLimits.maxFramesPerSocketMessage || chars + frame.length > maxCharsPerSocketMessage) close();
    pack.push(frame);
    chars += frame.length;
  }
  close();
  return texts;
}

/**
 * Tells a client that reads from one that does not: the platform shows no send buffer, and frees none when a socket is closed.
 *
 * A `ping` is answered in its place behind the data, and the next one is sent after the `pong`: who pings has read. Frames
 * prove nothing, one may write and never read. So what a socket is sent since its last ping bounds what may lie unread.
 */
export class UnheardCount {
  readonly #limit: number;
  readonly #lastPingAt: () => number;
  #chars = 0;
  /** The newest ping that was seen. */
  #pingAt = 0;

  /** @param lastPingAt ms since 1970, 0 for never; asked only when too much was sent */
  constructor(limit: number, lastPingAt: () => number) {
    this.#limit = limit;
    this.#lastPingAt = lastPingAt;
  }

  /** Whether the client is still believed to read, with this sent as well. */
  isBelievedAfter(chars: number): boolean {
    this.#chars += chars;
    if (this.#chars <= this.#limit) return true;
    const pingAt = this.#lastPingAt();
    // Another one, not a later one: the clock may have been set back.
    if (pingAt === this.#pingAt) return false;
    this.#pingAt = pingAt;
    this.#chars = chars;
    return true;
  }
}
