// The pace of one sync: it sends no more than its socket proves to have read. Without that a device that comes back after
// a long absence would be sent more than may lie unread.
import { isWithin } from "../../runtime/calls.ts";
import { packFrames } from "../../sockets/pack-frames.ts";
import type { Socket } from "../../sockets/socket.ts";

/**
 * A sync waits so long in all. Then it ends, so that the session need not stay awake for a slow line, and the client asks
 * for the rest when it has read what came. Clients of the first version connect anew if a sync takes 30 s.
 */
const maxWaitMs = 10_000;
/** Entries of the inbox cannot be left for later: `sync-done` says that all came. So long may one part of them take. */
const maxEntriesWaitMs = 30_000;

export interface PaceHost {
  /** Whether the socket may still be given something. */
  isOpen(socket: Socket): boolean;
  /** Ms since 1970. */
  now(): number;
}

export class SyncPace {
  readonly #socket: Socket;
  readonly #host: PaceHost;
  #waitedMs = 0;

  constructor(socket: Socket, host: PaceHost) {
    this.#socket = socket;
    this.#host = host;
  }

  /** Waits until there is room for a page. @returns false: ask no more in this sync, or the socket is closed */
  async hasRoom(): Promise<boolean> {
    while (!this.#socket.hasRoomFor([], "page")) if (!(await this.#waitForProof())) return false;
    return true;
  }

  /** Sends events as there is room for them. @returns false: some were not sent */
  async send(frames: readonly string[]): Promise<boolean> {
    for (const text of packFrames(frames)) {
      while (!this.#socket.hasRoomFor([text], "page")) if (!(await this.#waitForProof())) return false;
      this.#socket.sendText(text);
    }
    return true;
  }

  /** Sends entries of the inbox as there is room for them; cuts off a socket that does not read them. */
  async sendEntries(frames: readonly string[]): Promise<void> {
    for (const text of packFrames(frames)) {
      while (!this.#socket.hasRoomFor([text], "event"))
        if (!(await isWithin(this.#socket.nextProof(), maxEntriesWaitMs))) return this.#socket.cutOff();
        else if (!this.#host.isOpen(this.#socket)) return;
      this.#socket.sendText(text);
    }
  }

  async #waitForProof(): Promise<boolean> {
    const begunAt = this.#host.now();
    const proved = await isWithin(this.#socket.nextProof(), maxWaitMs - this.#waitedMs);
    this.#waitedMs += Math.max(0, this.#host.now() - begunAt);
    return proved && this.#waitedMs < maxWaitMs && this.#host.isOpen(this.#socket);
  }
}
