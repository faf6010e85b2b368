// One file with its object, its bytes in R2 and the conversations whose messages have it, in one process: R2 and calls fail, calls
// come twice and late, the object crashes, time passes.
import { FileCore } from "../../durable-objects/files/file-core.ts";
import type { FileJob } from "../../durable-objects/files/file-work.ts";
import { lateWriteMs } from "../../durable-objects/files/late-writes.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EqualFilesRpc } from "../../schema/rpc/equal-files.ts";
import type { FileReference, Verdict } from "../../schema/rpc/shared-file.ts";
import { bytesIn, rowsIn } from "./file-storage.ts";
import { sha256Of } from "./some-files.ts";
import { standInFor } from "./stand-in-for.ts";

const dayMs = 86_400_000;

export const owner = "user_owner" as UserId;
const fileId = "file_one" as FileId;

/** A message that is to be sent later: what its sender's session has to tell the file's object of it. */
interface LaterMessage {
  readonly laterId: string;
  readonly until: number;
  isGone: boolean;
  isTold: boolean;
}

/** A message: what its conversation has to tell the file's object of it. */
interface Message extends FileReference {
  isGone: boolean;
  /** Told so; false: it has to be told. */
  isTold: boolean;
}

export class FileWorld {
  now = 1_795_000_000_000;
  /** Whether the next thing outside the object fails: before it happened, or after. */
  fate: () => "done" | "lost" | "unanswered" = () => "done";
  readonly objects = new Map<string, Uint8Array>();
  readonly messages: Message[] = [];
  readonly laters: LaterMessage[] = [];
  readonly isScanned: boolean;
  /** What the scanner has said, once it has. */
  verdict: Verdict | null = null;
  /** Jobs that the queue has taken, and whether it has lost any. */
  readonly queue: FileJob[] = [];
  hasLostJobs = false;
  core: FileCore;
  alarmAt: number | null = null;
  readonly #rows = new Map<string, unknown>();
  readonly #late: { readonly at: number; readonly call: () => unknown }[] = [];
  readonly #slow: { readonly key: string; readonly until: number; readonly content: Uint8Array }[] = [];
  #life = 0;

  constructor({ isScanned = false }: { readonly isScanned?: boolean } = {}) {
    this.isScanned = isScanned;
    this.core = this.#wake();
  }

  get rowCount(): number {
    return this.#rows.size;
  }

  declare(content: Uint8Array): void {
    this.core.declare(owner, { name: "menu", size: content.length, type: "text/plain", sha256: sha256Of(content) });
  }

  /** As the Worker does it, which may stop between any two steps. */
  async sendPart(content: Uint8Array): Promise<void> {
    const target = await this.core.parts.beginPart(owner, 1, content.length);
    if ("refusal" in target) return;
    await this.#outside(() => this.objects.set(target.key, content));
    this.core.parts.endPart(owner, 1, target, "etag");
  }

  /** A request that is slow: other bytes come to R2 some time later, whatever has become of the file, and nobody is told. */
  async sendSlowly(size: number): Promise<void> {
    const target = await this.core.parts.beginPart(owner, 1, size);
    if ("refusal" in target) return;
    this.#slow.push({ ...target, until: this.now + lateWriteMs, content: new Uint8Array(size).fill(7) });
  }

  arriveSlowly(): void {
    const slow = this.#slow.shift();
    if (slow !== undefined && this.now < slow.until) this.objects.set(slow.key, slow.content);
  }

  async sendPreview(): Promise<void> {
    const target = this.core.parts.beginPreview(owner, "320");
    if ("refusal" in target) return;
    await this.#outside(() => this.objects.set(target.key, new Uint8Array(9)));
    this.core.parts.endPreview(owner, "320", "image/jpeg");
  }

  /** The session asks, the conversation appends, and tells later. @param via forwards what is seen in this message */
  send(by: UserId, conversationId: ConversationId, via?: Message): void {
    const holdId = `${by} ${this.messages.length}`;
    const held = this.core.hold({
      userId: by,
      conversationId,
      holdId,
      mayAskPreviews: true,
      ...(via !== undefined && { via }),
    });
    if ("refusal" in held) return;
    const fate = this.fate();
    if (fate === "lost") return;
    const seq = this.messages.length + 1;
    this.messages.push({ conversationId, seq, holdId, isGone: false, isTold: false });
  }

  /** The session asks, stores, and tells later for how long. Its answer may be lost: then nothing is stored. */
  schedule(days: number): void {
    const laterId = `later ${this.laters.length}`;
    const kept = this.core.keepForLater({ userId: owner, laterId, until: this.now + dayMs });
    if ("refusal" in kept || this.fate() === "lost") return;
    this.laters.push({ laterId, until: this.now + days * dayMs, isGone: false, isTold: false });
  }

  /** Its time has come. */
  sendLater(later: LaterMessage, conversationId: ConversationId): void {
    const sent = this.messages.length;
    if (!later.isGone) this.send(owner, conversationId);
    if (this.messages.length > sent) this.drop(later);
  }

  drop(later: LaterMessage): void {
    if (later.isGone) return;
    later.isGone = true;
    later.isTold = false;
  }

  loseJob(): void {
    this.hasLostJobs ||= this.queue.shift() !== undefined;
  }

  /** As the queue's consumer does it, which may stop between any two steps; then the job comes again, as it may anyhow. */
  async work(says: Verdict, again = false): Promise<void> {
    const [job] = this.queue;
    if (job === "scan-file") {
      const toScan = this.core.jobs.beginScan();
      await this.#outside(() => {});
      if (toScan !== null) {
        this.verdict ??= says;
        this.core.jobs.endScan(this.verdict);
      }
    } else if (job === "preview-file") {
      const toMake = this.core.jobs.beginPreviews();
      for (const { key } of toMake?.to ?? []) await this.#outside(() => this.objects.set(key, new Uint8Array(5)));
      if (toMake !== null) {
        this.core.jobs.endPreviews(Object.fromEntries(toMake.to.map(({ size }) => [size, "image/webp"])));
      }
    }
    if (!again) this.queue.shift();
  }

  recall(message: Message): void {
    if (message.isGone) return;
    message.isGone = true;
    message.isTold = false;
  }

  /** What the alarms of conversations and of the session do. */
  async tell(): Promise<void> {
    for (const later of this.laters) {
      if (later.isTold) continue;
      const { laterId, until, isGone } = later;
      const call = () =>
        isGone ? this.core.letGo({ laterId }) : this.core.keepForLater({ userId: owner, laterId, until });
      const fate = this.fate();
      if (fate === "lost") continue;
      await call();
      this.#late.push({ at: this.now, call });
      if (fate === "done") later.isTold = later.isGone === isGone;
    }
    for (const message of this.messages) {
      if (message.isTold) continue;
      const { conversationId, seq, holdId, isGone } = message;
      const call = () =>
        isGone ? this.core.release({ conversationId, seq, holdId }) : this.core.refer({ conversationId, seq, holdId });
      const fate = this.fate();
      if (fate === "lost") continue;
      await call();
      this.#late.push({ at: this.now, call });
      if (fate === "done") message.isTold = message.isGone === isGone;
    }
  }

  /** A call that was made before comes again; not later than calls may, which is within a day. */
  async repeat(pick: <T>(from: readonly T[]) => T | undefined): Promise<void> {
    await pick(this.#late.filter(({ at }) => this.now - at < dayMs))?.call();
  }

  crash(): void {
    this.#life += 1;
    this.core = this.#wake();
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    while (this.alarmAt !== null && this.alarmAt <= until) {
      this.now = Math.max(this.now, this.alarmAt);
      this.alarmAt = null;
      await this.core.ring();
      this.#arm(this.core.dueAt());
    }
    this.now = until;
  }

  /** Whether whoever sees a message gets the bytes that were looked at, or would if the scanner let them. */
  get isKept(): boolean {
    const served = this.core.serve();
    if (!("refusal" in served)) return this.#isRight(served.key);
    const isHeldBack = this.isScanned && this.verdict !== "clean";
    return isHeldBack && this.leftovers.some((key) => /^(sent|pictures)/.test(key) && this.#isRight(key));
  }

  /** The key of what is given as a preview. */
  get preview(): string | undefined {
    const served = this.core.serve("320");
    return "refusal" in served ? undefined : served.key;
  }

  #isRight(key: string): boolean {
    return this.objects.get(key)?.some((byte) => byte !== 7) ?? false;
  }

  get leftovers(): readonly string[] {
    return [...this.objects.keys()];
  }

  #arm(at: number | null): void {
    if (at !== null) this.alarmAt = Math.min(this.alarmAt ?? at, at);
  }

  async #outside<T>(act: () => T): Promise<T> {
    const fate = this.fate();
    await Promise.resolve();
    if (fate === "lost") throw new Error("R2 was not reached");
    const done = act();
    if (fate === "unanswered") throw new Error("R2 did not answer");
    return done;
  }

  #wake(): FileCore {
    const life = this.#life;
    const never = new Promise<never>(() => {});
    // What a life does that is over happens to nobody.
    const inLife = async <T>(work: () => T): Promise<T> => {
      try {
        return await this.#outside(work);
      } finally {
        if (this.#life !== life) await never;
      }
    };
    return new FileCore({
      fileId,
      rows: rowsIn(this.#rows),
      bytes: bytesIn(this.objects, inLife),
      types: undefined,
      isScanned: this.isScanned,
      send: (job) => inLife(() => void this.queue.push(job)),
      // Its bytes are too few to be merged.
      equalFiles: () => standInFor<EqualFilesRpc>({}),
      now: () => this.now,
      arm: (at) => this.#arm(at),
      forget: async () => {
        this.#rows.clear();
        this.alarmAt = null;
      },
    });
  }
}
