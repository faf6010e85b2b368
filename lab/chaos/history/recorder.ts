// Records everything that happens, and knows what is still unanswered.
import type { FileId } from "../../../schema/protocol/files.ts";
import type { ClientMsgId, OpId, UserId } from "../../../schema/protocol/ids.ts";
import { RecentMessages } from "./recent-messages.ts";
import type { DeviceName, History, HistoryRecord, RecordedDevice, SocketNumber } from "./record.ts";

/** Applies `Omit` to each member of a union separately; plain `Omit` would keep only common fields. */
type WithoutTime<T> = T extends unknown ? Omit<T, "at"> : never;

/** What never ceases, or changes nothing that is read at the end. */
const stillKinds: ReadonlySet<HistoryRecord["kind"]> = new Set(["answered", "authorised", "auth-required", "sign"]);

export class Recorder {
  readonly #seed: number;
  readonly #devices: RecordedDevice[] = [];
  readonly #records: HistoryRecord[] = [];
  readonly #acked = new Set<string>();
  readonly #changed = new Set<string>();
  #sockets = 0;
  #requests = 0;
  #delivered = 0;
  #moves = 0;
  #authorisations = 0;
  /** By open socket: messages and changes that were sent and not answered. */
  readonly #inFlight = new Map<SocketNumber, Set<ClientMsgId | OpId>>();
  readonly recent = new RecentMessages();
  readonly files: FileId[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  note(record: WithoutTime<HistoryRecord>): void {
    this.#records.push({ at: Date.now(), ...record });
    if (record.kind === "send" && record.socket !== null) this.#inFlight.get(record.socket)?.add(record.clientMsgId);
    if (record.kind === "change" && record.socket !== null) this.#inFlight.get(record.socket)?.add(record.opId);
    if (record.kind === "change-done") this.#changed.add(`${record.user} ${record.opId}`);
    if (record.kind === "file") this.files.push(record.fileId);
    if (record.kind === "ack") this.#acked.add(`${record.user} ${record.conversationId} ${record.clientMsgId}`);
    if (record.kind === "event") {
      this.#delivered += 1;
      this.recent.add(record.event);
    }
    if (record.kind === "authorised") this.#authorisations += 1;
    if (!stillKinds.has(record.kind)) this.#moves += 1;
  }

  addDevice(name: DeviceName, userId: UserId): void {
    this.#devices.push({ name, userId });
  }

  openSocket(device: DeviceName): SocketNumber {
    const socket = this.#sockets++;
    this.#inFlight.set(socket, new Set());
    this.note({ kind: "open", socket, device });
    return socket;
  }

  closeSocket(socket: SocketNumber): void {
    this.#inFlight.delete(socket);
  }

  answered(socket: SocketNumber, id: ClientMsgId | OpId): void {
    this.#inFlight.get(socket)?.delete(id);
  }

  get inFlight(): number {
    return this.#inFlight.values().reduce((sum, ids) => sum + ids.size, 0);
  }

  /** Runs an HTTP request and counts it as unanswered meanwhile. */
  async during<T>(request: () => Promise<T>): Promise<T> {
    this.#requests += 1;
    try {
      return await request();
    } finally {
      this.#requests -= 1;
    }
  }

  /** Whether everything sent was answered or its connection is gone. */
  get isQuiet(): boolean {
    return this.inFlight === 0 && this.#requests === 0;
  }

  /** Grows with everything but refreshes, renewals and signs of others. */
  get moves(): number {
    return this.#moves;
  }

  /** How often an open socket was given a newer token: its first one came with it. */
  get renewals(): number {
    return this.#authorisations - this.#sockets;
  }

  /** Different messages, without repeats. */
  get acked(): number {
    return this.#acked.size;
  }

  /** Different changes of messages, without repeats. */
  get changed(): number {
    return this.#changed.size;
  }

  get delivered(): number {
    return this.#delivered;
  }

  get history(): History {
    return { seed: this.#seed, devices: this.#devices, records: this.#records };
  }
}
