// The platform as an actor's alarm sees it, in Node: one alarm, tries after a crash, lives that end in the middle of a ring.
import { vi } from "vitest";
import { DueWork, type KindOfWork } from "../../durable-objects/runtime/due-work.ts";

/** After so many rings in a row that did not end, the platform gives up. */
const maxTries = 7;
const stepMs = 1_000;
/** Longer than all deadlines of a ring together. */
const maxRingMs = 1_000_000;

/** One life of an object: what it does after it has died changes nothing. */
interface Life {
  readonly work: DueWork;
  isDead: boolean;
  readonly died: Promise<"died">;
  readonly die: () => void;
}

/** Calls of `run` come with the life that they belong to: what a dead one would write must not be written. */
export type LivingKind = Omit<KindOfWork, "run"> & {
  run(ring: Parameters<KindOfWork["run"]>[0], life: Pick<Life, "isDead" | "die">): void | Promise<void>;
};

export class AlarmPlatform {
  /** What the object's clock says beside the truth. */
  skewMs = 0;
  alarmAt: number | null = null;
  /** Each bills a row. */
  alarmsSet = 0;
  readonly #kinds: Readonly<Record<string, LivingKind>>;
  #life: Life | null = null;

  constructor(kinds: Readonly<Record<string, LivingKind>>) {
    this.#kinds = kinds;
  }

  /** What the object's clock says. */
  readonly now = (): number => Date.now() + this.skewMs;

  async life(): Promise<Life> {
    if (this.#life !== null) return this.#life;
    let die = (): void => {};
    const died = new Promise<"died">((resolve) => {
      die = () => {
        life.isDead = true;
        if (this.#life === life) this.#life = null;
        resolve("died");
      };
    });
    const storage = {
      getAlarm: async () => this.alarmAt,
      setAlarm: async (at: number | Date) => {
        if (life.isDead) return;
        this.alarmAt = Number(at);
        this.alarmsSet += 1;
      },
    };
    const kinds = Object.entries(this.#kinds).map(([name, kind]): [string, KindOfWork] => [
      name,
      { ...kind, run: (ring) => kind.run(ring, life) },
    ]);
    const life: Life = { work: new DueWork(storage, Object.fromEntries(kinds), this.now), isDead: false, died, die };
    this.#life = life;
    await life.work.load();
    return life;
  }

  /** The memory is lost, between two events. */
  evict(): void {
    this.#life?.die();
  }

  /** Something was written: what waits may be due earlier now. */
  async wrote(write: () => void): Promise<void> {
    const { work } = await this.life();
    write();
    work.arm();
  }

  /** Lets time pass up to the alarm, and rings it until a ring ends, or as often as the platform does. False: none was set. */
  async ringNext(): Promise<boolean> {
    if (this.alarmAt === null) return false;
    await vi.advanceTimersByTimeAsync(Math.max(0, this.alarmAt - this.now()));
    this.alarmAt = null;
    for (let tries = 0; tries < maxTries; tries++) {
      if ((await this.ringOnce(tries > 0)) === "ended") return true;
      // Set in the middle: that is the object's alarm now.
      if (this.alarmAt !== null) return true;
      await vi.advanceTimersByTimeAsync(2_000 * 2 ** tries);
    }
    return true;
  }

  /** @throws whatever the handler throws, which it must not */
  async ringOnce(isRetry: boolean): Promise<"ended" | "died"> {
    const { work, died } = await this.life();
    const seen: { outcome: "ended" | "died" | null } = { outcome: null };
    const rung = Promise.race([work.ring(isRetry).then(() => "ended" as const), died]).then(
      (how) => (seen.outcome = how),
    );
    for (let waitedMs = 0; seen.outcome === null && waitedMs <= maxRingMs; waitedMs += stepMs)
      await vi.advanceTimersByTimeAsync(waitedMs === 0 ? 0 : stepMs);
    if (seen.outcome === null) throw new Error("a ring has no end");
    return rung;
  }
}
