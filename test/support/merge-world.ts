// Files with equal bytes, the object that knows which those are, and R2, in one process: anything outside an object fails or is not
// answered, each object crashes between any two steps, calls come twice and late, time passes.
import { EqualCore } from "../../durable-objects/equal-files/equal-core.ts";
import { FileCore } from "../../durable-objects/files/file-core.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Random } from "../../lab/kit/random.ts";
import type { Rows } from "../../durable-objects/files/references.ts";
import type { FileReference } from "../../schema/rpc/shared-file.ts";
import { bytesIn, hashOf, rowsIn } from "./file-storage.ts";

const owner = "user_owner" as UserId;
const talk = "direct_one" as ConversationId;
const lateMs = 900_000;

export type Fate = "done" | "lost" | "unanswered" | "crash before" | "crash after";
async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await Promise.resolve();
}

interface Alive {
  ring(): Promise<void>;
  dueAt(): number | null;
}
interface Life {
  readonly rows: Rows;
  readonly arm: (at: number) => void;
  /** Whatever this life does beyond its own rows. */
  readonly outside: <T>(act: () => T | Promise<T>) => Promise<T>;
  readonly forget: () => void;
}

/** An object of the platform: rows and the alarm survive its lives. */
class Actor<Core extends Alive> {
  readonly rows = new Map<string, unknown>();
  alarmAt: number | null = null;
  core: Core;
  readonly #make: (life: Life) => Core;
  readonly #fate: () => Fate | Promise<Fate>;
  #crash = Promise.withResolvers<never>();
  #life = 0;

  constructor(fate: () => Fate | Promise<Fate>, make: (life: Life) => Core) {
    this.#fate = fate;
    this.#make = make;
    this.#crash.promise.catch(() => {});
    this.core = this.#wake();
  }

  crash(): void {
    this.#life += 1;
    this.core = this.#wake();
    const { reject } = this.#crash;
    this.#crash = Promise.withResolvers<never>();
    this.#crash.promise.catch(() => {});
    reject(new Error("the object crashed"));
  }

  /** @throws Error when it crashes meanwhile */
  call<T>(act: (core: Core) => T | Promise<T>): Promise<T> {
    return Promise.race([Promise.resolve(act(this.core)), this.#crash.promise]);
  }

  arm(at: number | null): void {
    if (at !== null) this.alarmAt = Math.min(this.alarmAt ?? at, at);
  }

  #wake(): Core {
    const life = this.#life;
    // What a life does that is over happens to nobody.
    const whileAlive = async (): Promise<void> => {
      await Promise.resolve();
      if (this.#life !== life) await new Promise<never>(() => {});
    };
    return this.#make({
      rows: rowsIn(this.rows),
      arm: (at) => this.arm(at),
      outside: async (act) => {
        const fate = await this.#fate();
        await whileAlive();
        if (fate === "lost") throw new Error("not reached");
        if (fate === "crash before") this.crash();
        await whileAlive();
        try {
          const done = await act();
          if (fate === "crash after") this.crash();
          if (fate === "unanswered") throw new Error("not answered");
          return done;
        } finally {
          await whileAlive();
        }
      },
      forget: () => {
        this.rows.clear();
        this.alarmAt = null;
      },
    });
  }
}

/** A message, of which the file's object is told until it has heard it. */
interface Message extends FileReference {
  readonly file: number;
  isGone: boolean;
  isTold: boolean;
}

export class MergeWorld {
  now = 1_795_000_000_000;
  fate: () => Fate = () => "done";
  /** What else happens while an object waits for something outside. */
  meanwhile: () => Promise<void> = () => Promise.resolve();
  /** How much later a copy arrives that R2 does not answer; null: it answers. */
  slowness: () => number | null = () => null;
  readonly objects = new Map<string, Uint8Array>();
  readonly equal: Actor<EqualCore>;
  readonly files: Actor<FileCore>[] = [];
  readonly contents: Uint8Array[] = [];
  readonly messages: Message[] = [];
  /** Offers that came again: the file may have left by then, and nobody says so once more. */
  lateOffers = 0;
  readonly #late: { readonly isOffer: boolean; readonly call: () => Promise<unknown> }[] = [];
  readonly #reads: { readonly message: Message; readonly key: string; readonly until: number }[] = [];
  readonly #slow: { readonly at: number; readonly write: () => void }[] = [];
  #isMeanwhile = false;
  #keys = 0;

  constructor(random: Random) {
    this.equal = new Actor(
      () => this.#fateNow(),
      ({ rows, arm, outside }) =>
        new EqualCore({
          rows,
          arm,
          bytes: bytesIn(this.objects, outside),
          file: (fileId) => {
            const file = this.files[Number(fileId.slice("file_".length))];
            if (file === undefined) throw new Error("no such file");
            return {
              storeCommon: (asked) => this.#call(outside, () => file.call((core) => core.merge.store(asked))),
              useCommon: (asked) => this.#call(outside, () => file.call((core) => core.merge.use(asked))),
            };
          },
          now: () => this.now,
          random: () => random.next(),
          newKey: () => `common/${(this.#keys += 1)}`,
        }),
    );
  }

  /** @returns whether there are some that have not arrived */
  get areCopiesSlow(): boolean {
    return this.#slow.length > 0;
  }

  async #fateNow(): Promise<Fate> {
    await this.#whileWaiting();
    return this.fate();
  }

  async #whileWaiting(): Promise<void> {
    if (this.#isMeanwhile) return;
    this.#isMeanwhile = true;
    // What happens may itself wait for what waits here.
    await Promise.race([this.meanwhile(), ticks(2_000)]).finally(() => (this.#isMeanwhile = false));
  }

  #isSlow(write: () => void): boolean {
    const slowness = this.slowness();
    if (slowness !== null) this.#slow.push({ at: this.now + slowness, write });
    return slowness !== null;
  }

  /** It may come again later. */
  #call<T>(outside: Life["outside"], call: () => Promise<T>, isOffer = false): Promise<T> {
    return outside(async () => {
      this.#late.push({ isOffer, call });
      const answer = await call();
      // The answer is on its way.
      await this.#whileWaiting();
      return answer;
    });
  }

  /** A file that is complete, with a message that has it. */
  async upload(content: Uint8Array): Promise<void> {
    const at = this.files.length;
    const fileId = `file_${at}` as FileId;
    const fate = this.fate;
    this.fate = () => "done";
    const file = new Actor(
      () => this.#fateNow(),
      ({ rows, arm, outside, forget }) =>
        new FileCore({
          fileId,
          rows,
          arm,
          bytes: bytesIn(this.objects, outside, (write) => this.#isSlow(write)),
          types: undefined,
          isScanned: false,
          send: () => Promise.resolve(),
          equalFiles: () => ({
            offer: (asked) => this.#call(outside, () => this.equal.call((core) => core.offer(asked)), true),
            leave: (asked) => this.#call(outside, () => this.equal.call((core) => core.leave(asked))),
          }),
          now: () => this.now,
          forget: async () => forget(),
        }),
    );
    this.files.push(file);
    this.contents.push(content);
    const { core } = file;
    core.declare(owner, { name: "film", size: content.length, type: "text/plain", sha256: hashOf(content) });
    const target = await core.parts.beginPart(owner, 1, content.length);
    if ("refusal" in target) throw new Error("no part is taken");
    this.objects.set(target.key, content);
    core.parts.endPart(owner, 1, target, "etag");
    await core.complete(owner);
    this.fate = fate;
    this.send(at);
  }

  send(file: number): void {
    const holdId = `${owner} ${this.messages.length}`;
    const held = this.files[file]?.core.hold({ userId: owner, conversationId: talk, holdId });
    if (held === undefined || "refusal" in held) return;
    const seq = this.messages.length + 1;
    this.messages.push({ file, conversationId: talk, seq, holdId, isGone: false, isTold: false });
  }

  recall(message: Message): void {
    if (message.isGone) return;
    message.isGone = true;
    message.isTold = false;
  }

  /** At once, whatever else is under way. */
  async recallNow(message: Message): Promise<void> {
    this.recall(message);
    const { file, conversationId, seq, holdId } = message;
    await this.files[file]?.call((core) => core.release({ conversationId, seq, holdId })).catch(() => {});
  }

  async tell(): Promise<void> {
    for (const message of this.messages) {
      if (message.isTold) continue;
      const { file, conversationId, seq, holdId, isGone } = message;
      const call = async (): Promise<void> => {
        await this.files[file]?.call((core) =>
          isGone ? core.release({ conversationId, seq, holdId }) : void core.refer({ conversationId, seq, holdId }),
        );
      };
      if (this.fate() === "lost") continue;
      await call().catch(() => {});
      message.isTold = this.fate() === "done" && message.isGone === isGone;
    }
  }

  /** Somebody begins to fetch: the bytes have to be there for a while, however the file is merged meanwhile. */
  read(message: Message): void {
    const served = this.files[message.file]?.core.serve();
    if (served === undefined || "refusal" in served || message.isGone) return;
    this.#reads.push({ message, key: served.key, until: this.now + lateMs });
  }

  async repeat(pick: <T>(from: readonly T[]) => T | undefined): Promise<void> {
    const late = pick(this.#late);
    if (late?.isOffer === true) this.lateOffers += 1;
    await late?.call();
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const actors: readonly Actor<Alive>[] = [this.equal, ...this.files];
      const due = actors.filter(({ alarmAt }) => alarmAt !== null && alarmAt <= until);
      const [slow] = this.#slow.toSorted((a, b) => a.at - b.at);
      if (slow !== undefined && slow.at <= until && due.every(({ alarmAt }) => (alarmAt ?? 0) > slow.at)) {
        this.#slow.splice(this.#slow.indexOf(slow), 1);
        slow.write();
        continue;
      }
      const [first] = due.toSorted((a, b) => (a.alarmAt ?? 0) - (b.alarmAt ?? 0));
      if (first === undefined) break;
      this.now = Math.max(this.now, first.alarmAt ?? 0);
      first.alarmAt = null;
      try {
        await first.call((core) => core.ring());
        first.arm(first.core.dueAt());
      } catch {
        // The platform rings again.
        first.arm(this.now + 2_000);
      }
    }
    this.now = until;
  }

  /** What somebody would not get who sees a message, or is on the way of getting. */
  get lost(): readonly string[] {
    const unseen = this.messages.filter(({ file, isGone }) => {
      const served = this.files[file]?.core.serve();
      if (isGone || served === undefined) return false;
      return "refusal" in served || this.objects.get(served.key) !== this.contents[file];
    });
    const broken = this.#reads.filter(
      ({ message, key, until }) => !message.isGone && this.now < until && !this.objects.has(key),
    );
    return [...unseen.map(({ file }) => `file ${file}`), ...broken.map(({ key }) => `read of ${key}`)];
  }

  get rowCount(): number {
    return [this.equal, ...this.files].reduce((sum, { rows }) => sum + rows.size, 0);
  }
}
