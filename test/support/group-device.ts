// A device as a careful client is: it knows how far it has come, and finds out whatever is skipped, doubled or not its own.
import { Socket } from "../../durable-objects/sockets/socket.ts";
import { UnreadTotal } from "../../durable-objects/sockets/unread-total.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { stormyGroup } from "./group-life.ts";
import { standInFor } from "./stand-in-for.ts";

/** By seq, whether somebody saw the event: when it happened, or not before they came back to a history that is visible. */
export type Saw = readonly ("then" | "later" | undefined)[];

/** One socket; what was sent arrives at once. */
export class Connection {
  readonly socket: Socket;
  phase: SocketAttachment["phase"];
  #texts: string[];

  constructor(phase: SocketAttachment["phase"] = "new", texts: string[] = []) {
    this.phase = phase;
    this.#texts = texts;
    const ws = standInFor<WebSocket>({
      send: (text: string) => void this.#texts.push(text),
      serializeAttachment: (attachment: SocketAttachment) => (this.phase = attachment.phase),
      close: () => {},
    });
    const attachment: SocketAttachment = { deviceId: "device_1" as DeviceId, phase };
    const total = new UnreadTotal(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const credit = total.creditOf(ws);
    this.socket = new Socket(ws, attachment, defaultLimits, 0, credit, () => {});
  }

  /** The same socket as the next life of its session finds it. */
  reawakened(): Connection {
    return new Connection(this.phase, this.#texts);
  }

  take(): DownFrame[] {
    const texts = this.#texts.splice(0);
    return texts.flatMap((text) => JSON.parse(text) as DownFrame | DownFrame[]);
  }
}

export class GroupDevice {
  readonly name: string;
  /** It has everything up to here; null: it knows nothing of the group. */
  cursor: number | null = null;
  connection: Connection | null = null;
  /** Told to sync, and has not yet. */
  isTold = false;
  /** The last count that it was shown. */
  unread: number | null = null;
  #inboxVersion = 0;
  /**
   * The head of the entry by which it learned of the group, without having an event of it. The entry may count events that
   * follow it, so the first event may be at or before it.
   */
  #announced: number | null = null;
  /** The newest event that it was given, which an entry is not. */
  #given = 0;
  /** Between the first sync of a connection and its `sync-done`: an entry without a cursor of ours says where we start. */
  #isStarting = false;

  constructor(name: string) {
    this.name = name;
  }

  /** Where it stands; null: it knows nothing of the group. */
  get place(): number | null {
    return this.cursor ?? this.#announced;
  }

  firstSync(): SyncFrame {
    this.cursor ??= this.#announced;
    this.#isStarting = this.cursor === null;
    return { type: "sync", inboxVersion: this.#inboxVersion, ...this.#cursors() };
  }

  nextSync(): SyncFrame {
    this.isTold = false;
    return { type: "sync", cursors: { [stormyGroup]: this.cursor ?? 0 } };
  }

  disconnect(): void {
    this.connection = null;
    this.isTold = false;
    this.#isStarting = false;
  }

  /** Takes what has arrived. @returns what is wrong with it, or null */
  take(saw: Saw): string | null {
    for (const frame of this.connection?.take() ?? []) {
      const wrong = this.#takeFrame(frame, saw);
      if (wrong !== null) return `${this.name} at ${this.cursor}: ${wrong}`;
    }
    return null;
  }

  #cursors(): Pick<SyncFrame, "cursors"> {
    return this.cursor === null ? {} : { cursors: { [stormyGroup]: this.cursor } };
  }

  #takeFrame(frame: DownFrame, saw: Saw): string | null {
    switch (frame.type) {
      case "conversation-changed":
        if (frame.headSeq >= (this.cursor ?? 0)) this.unread = frame.unread;
        if (this.#isStarting) this.cursor = Math.max(this.cursor ?? 0, frame.headSeq);
        else if (this.cursor === null) this.#announced = Math.max(this.#announced ?? 0, frame.headSeq);
        return null;
      case "void":
        return this.#takeEvents(frame.seq, frame.toSeq, frame.unread, saw, false);
      case "new-message":
      case "member-changed":
      case "group-changed":
        return this.#takeEvents(frame.seq, frame.seq, frame.unread, saw, true);
      case "read-receipt":
        if (frame.unread !== undefined) this.unread = frame.unread;
        return null;
      case "sync-required":
        this.isTold = true;
        return null;
      case "sync-done":
        this.#inboxVersion = frame.inboxVersion;
        this.#isStarting = false;
        return null;
      case "error":
        return frame.code === "CONVERSATION_NOT_FOUND" ? null : `was answered ${frame.code}`;
      default:
        return null;
    }
  }

  #takeEvents(first: number, last: number, unread: number | undefined, saw: Saw, isShown: boolean): string | null {
    for (let seq = first; seq <= last; seq++) {
      if (isShown && saw[seq] === undefined) return `was shown ${seq}`;
      if (!isShown && saw[seq] === "then") return `was kept from ${seq} of ${first}-${last}`;
    }
    const announced = this.#announced ?? Number.POSITIVE_INFINITY;
    const cursor = this.cursor ?? Math.min(announced, first - 1);
    if (first > cursor + 1) return this.isTold ? null : `lacks ${cursor + 1} to ${first - 1} without a word`;
    if (last <= this.#given) return this.isTold ? null : `got ${first}-${last} twice`;
    this.#given = last;
    this.cursor = Math.max(cursor, last);
    if (unread !== undefined) this.unread = unread;
    return null;
  }
}
