// What all sockets of a user may hold unread together. A closed socket counts until its connection has ended, since the
// platform frees nothing before.
import type { CreditNote } from "../../schema/rpc/socket-attachment.ts";
import { ReadCredit } from "./read-credit.ts";

export class UnreadTotal {
  /** Of all sockets, as their credits say it. */
  bytes = 0;
  readonly #limit: number;
  readonly #perSocket: number;
  readonly #credits = new Map<WebSocket, ReadCredit>();

  /** @param limit bytes of all sockets; @param perSocket bytes of one */
  constructor(limit: number, perSocket: number) {
    this.#limit = limit;
    this.#perSocket = perSocket;
  }

  hasRoomFor(bytes: number): boolean {
    return this.bytes + bytes <= this.#limit;
  }

  /** @param note of an earlier life of the session */
  creditOf(ws: WebSocket, note?: CreditNote): ReadCredit {
    const credit = new ReadCredit(this.#perSocket, this, note);
    this.#credits.set(ws, credit);
    return credit;
  }

  /** The connection has ended. */
  forget(ws: WebSocket): void {
    const credit = this.#credits.get(ws);
    if (credit === undefined) return;
    this.#credits.delete(ws);
    this.bytes -= credit.unread;
    credit.end();
  }

  /** @param connected those of which the platform knows, closed or not */
  keepOnly(connected: readonly WebSocket[]): void {
    const known = new Set(connected);
    for (const ws of this.#credits.keys()) if (!known.has(ws)) this.forget(ws);
  }
}
