// The job that tells the user's devices: there is one while somebody is to be told. It names the user only, so that one tells
// all that is to be told, however much is noted until it is there.
import { envelopeVersion } from "../../../schema/jobs/envelope.ts";
import type { Job } from "../../../schema/jobs/kinds.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { withDeadline } from "../../runtime/calls.ts";
import type { KindOfWork } from "../../runtime/due-work.ts";
import { resendDelayMs } from "../../runtime/job-outbox.ts";
import { isGivenUp, tellableAt, type Notice } from "./notice.ts";
import type { NoticeTable } from "./notice-table.ts";
import { reachable, type PushSubscriptions, type Subscribed } from "./push-subscriptions.ts";

export interface PushJobsHost {
  readonly userId: UserId;
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly queue: Pick<Queue, "send">;
  readonly now: () => number;
}

/** What follows another job within this time waits in the queue for the same. */
const pauseMs = 2_000;
/** The consumer of a job asks within this time, if nothing is slow. */
const onItsWayMs = 10_000;
const sendDeadlineMs = 5_000;

export class PushJobs implements KindOfWork {
  readonly deadlineMs = 10_000;
  readonly #host: PushJobsHost;
  /** Of the last job. In memory only: a new instance may send one more. */
  #sentAt = 0;
  /** Until then a job is on its way, and takes along whatever is noted before it is there. */
  #onItsWayUntil = 0;

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

  /** Sends one, unless one is on its way. @throws whatever the queue throws: the alarm tries again */
  async ask(): Promise<void> {
    if (this.#host.now() >= this.#onItsWayUntil) await this.#send();
  }

  /** A consumer asks: what is noted from here on, it may not see. */
  arrived(): void {
    this.#onItsWayUntil = 0;
  }

  async #send(): Promise<void> {
    const { queue, userId, now } = this.#host;
    const at = now();
    const delaySeconds = Math.abs(at - this.#sentAt) < pauseMs ? pauseMs / 1_000 : 0;
    this.#onItsWayUntil = at + onItsWayMs;
    this.#sentAt = at;
    const job: Job<"push"> = { v: envelopeVersion, id: crypto.randomUUID(), kind: "push", at, payload: { userId } };
    try {
      await withDeadline(() => queue.send(job, { contentType: "json", delaySeconds }), sendDeadlineMs);
    } catch (cause) {
      this.#onItsWayUntil = 0;
      throw cause;
    }
  }
}
