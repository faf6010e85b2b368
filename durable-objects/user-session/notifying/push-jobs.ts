// The job that tells the user's devices: there is one while somebody is to be told. It names the user only, so that one tells
// all that is to be told, however much is noted until it is there.
import { envelopeVersion } from "../../../schema/jobs/envelope.ts";
import type { Job } from "../../../schema/jobs/kinds.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { withDeadline } from "../../runtime/calls.ts";
import type { KindOfWork } from "../../runtime/due-work.ts";
import { resendDelayMs } from "../../runtime/job-outbox.ts";
import { logError } from "../../runtime/logger.ts";
import { isGivenUp, isOver, tellableAt, type Notice } from "./notice.ts";
import type { NoticeTable } from "./notice-table.ts";
import { reachable, type PushSubscriptions, type Subscribed } from "./push-subscriptions.ts";

export interface PushJobsHost {
  readonly userId: UserId;
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly queue: Pick<Queue, "send">;
  /** When somebody has turned away from one of the user's devices last, ms since 1970; 0: never. */
  readonly leftAt: () => number;
  /** Keeps working after the cause was answered. */
  readonly waitUntil: (doing: Promise<void>) => void;
  readonly now: () => number;
}

/** What follows another job within this time waits in the queue for the same. */
const pauseMs = 2_000;
/** Who has used a device so lately may read what comes, too. */
const graceMs = 5_000;
/** The consumer of a job asks, and one that lingers comes back, within this time, if nothing is slow. */
const onItsWayMs = 10_000;
const sendDeadlineMs = 5_000;

export class PushJobs implements KindOfWork {
  readonly deadlineMs = 10_000;
  readonly #host: PushJobsHost;
  /** Of the last job. In memory only: a new instance may send one more. */
  #sentAt = 0;
  /** When the user has read, typed or written last. In memory only: whoever tells earlier tells nothing that was read. */
  #usedAt = 0;
  /** Until then a job is on its way, and takes along whatever is noted before it is there. */
  #onItsWayUntil = 0;
  /** Until then a consumer lingers, and takes along whatever is noted before it comes back. In memory only, too. */
  #lingersUntil = 0;

  constructor(host: PushJobsHost) {
    this.#host = host;
  }

  dueAt(): number | null {
    const devices = this.#host.subscriptions.inForce();
    if (devices.length === 0) return null;
    const times = [...this.#host.notices.all.values()].flatMap((notice) =>
      devices.flatMap((device) => this.#jobDueAt(notice, device) ?? []),
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  /** The alarm asks only for what no job has ended: a crash may have come before the queue had one, or have taken it. */
  #jobDueAt(notice: Notice, device: Subscribed): number | null {
    const at = tellableAt(notice, reachable(device));
    if (at === null || isGivenUp(notice, notice.told[device.deviceId])) return null;
    return this.#sentAt < at ? at + resendDelayMs(0) : this.#sentAt + resendDelayMs(this.#sentAt - at);
  }

  async run({ now }: { readonly now: number }): Promise<void> {
    const dueAt = this.dueAt();
    if (dueAt !== null && dueAt <= now) await this.#send();
  }

  /**
   * Sends one, unless one is on its way, or a consumer comes back for it. Nobody waits for it: if the queue does not take it,
   * the alarm tries again.
   *
   * @param isNews there is something that the user may be about to read
   */
  ask(isNews = false): void {
    const now = this.#host.now();
    if (now < this.#onItsWayUntil) return;
    // What is over does not wait, unless it is what that consumer is telling.
    if (now < this.#lingersUntil && (isNews || !this.#tellable().some(isOver))) return;
    this.#inBackground(this.#send(isNews ? this.graceLeftMs() : 0));
  }

  /** The same for whatever may be told now, if there is any. */
  askForRest(): void {
    const rest = this.#tellable();
    if (rest.length > 0) this.ask(!rest.some(isOver));
  }

  /** One that is brought after so long, for what cannot be told before; what is noted from here on does not wait for it. */
  askLater(delayMs: number): void {
    this.#inBackground(this.#queue(this.#host.now(), delayMs));
  }

  #inBackground(sending: Promise<void>): void {
    this.#host.waitUntil(sending.catch((cause: unknown) => logError("push not queued", cause)));
  }

  /** What some device may be told now. */
  #tellable(): readonly Notice[] {
    const { subscriptions, notices, now } = this.#host;
    const devices = subscriptions.inForce().map(reachable);
    return [...notices.all.values()].filter((notice) =>
      devices.some((device) => (tellableAt(notice, device) ?? Infinity) <= now()),
    );
  }

  /** The user is there. */
  used(): void {
    this.#usedAt = this.#host.now();
  }

  /** For how long the user may be about to read what has come; the clock may have been set back. */
  graceLeftMs(): number {
    const { now, leftAt } = this.#host;
    const left = Math.max(this.#usedAt, leftAt()) + graceMs - now();
    return left > graceMs ? 0 : Math.max(0, left);
  }

  /** A consumer asks: what is noted from here on, it may not see. */
  arrived(): void {
    this.#onItsWayUntil = 0;
    this.#lingersUntil = 0;
  }

  /** The consumer comes back by itself. */
  lingers(): void {
    this.#lingersUntil = this.#host.now() + onItsWayMs;
  }

  /** It is back, or does not linger after all. @returns whether one was expected */
  returned(): boolean {
    const wasExpected = this.#lingersUntil > 0;
    this.#lingersUntil = 0;
    return wasExpected;
  }

  async #send(graceLeftMs = 0): Promise<void> {
    const at = this.#host.now();
    const delayMs = Math.max(Math.abs(at - this.#sentAt) < pauseMs ? pauseMs : 0, graceLeftMs);
    this.#onItsWayUntil = at + onItsWayMs;
    this.#sentAt = at;
    try {
      await this.#queue(at, delayMs);
    } catch (cause) {
      this.#onItsWayUntil = 0;
      throw cause;
    }
  }

  async #queue(at: number, delayMs: number): Promise<void> {
    const { queue, userId } = this.#host;
    const delaySeconds = Math.ceil(delayMs / 1_000);
    const job: Job<"push"> = { v: envelopeVersion, id: crypto.randomUUID(), kind: "push", at, payload: { userId } };
    await withDeadline(() => queue.send(job, { contentType: "json", delaySeconds }), sendDeadlineMs);
  }
}
