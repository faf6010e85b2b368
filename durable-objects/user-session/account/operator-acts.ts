// What operators do to this user: suspend, restore, end sign-ins. Each change commits together with its record of the audit
// log and with what the user is told of it, as jobs.
import type { AuditEvent } from "../../../schema/jobs/audit.ts";
import type { ActDetail, ActDone, OperatorAct } from "../../../schema/jobs/operator-act.ts";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { SignInEnd, Standing } from "../../../schema/rpc/user-session.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";
import type { Account } from "./account.ts";
import { auditOperator } from "./audit-events.ts";
import type { Suspensions } from "./suspensions.ts";

/** The Worker gives a call up after 10 s. The operator may have done something else since. No two clocks differ so much. */
const tooFarMs = 20_000;

export interface OperatorActsHost {
  readonly storage: Pick<DurableObjectStorage, "transactionSync">;
  readonly userId: UserId;
  readonly account: Pick<Account, "signedIn" | "endSignIns">;
  readonly suspensions: Suspensions;
  readonly jobs: Pick<JobOutbox, "add">;
  now(): number;
  /** Sends the added jobs. Nobody waits for it. */
  startJobs(): void;
  /** Closes the sockets of these devices at once. */
  close(deviceIds: readonly DeviceId[], code: SignInEnd): void;
  /** Refuses the messages that wait to be sent. */
  refuseWaiting(): void;
}

/** What a change did, before it is written down. */
interface Change {
  readonly detail: ActDetail;
  readonly events: readonly AuditEvent[];
}

export class OperatorActs {
  readonly #host: OperatorActsHost;

  constructor(host: OperatorActsHost) {
    this.#host = host;
  }

  standing(): Standing {
    const { account, suspensions } = this.#host;
    return { suspension: suspensions.inForce(), devices: account.signedIn() };
  }

  suspend(act: OperatorAct, until: number | null): ActDone | Refused {
    const { account, suspensions, userId } = this.#host;
    let ended: readonly DeviceId[] = [];
    const done = this.#do(act, () => {
      ended = account.endSignIns();
      const detail = { until, signedOut: ended.length };
      suspensions.begin(act, until, detail);
      return { detail, events: auditOperator(userId, ended, { event: "suspended", userId, deviceId: null, until }) };
    });
    if (!("refusal" in done)) this.#host.refuseWaiting();
    this.#host.close(ended, "SUSPENDED");
    return done;
  }

  restore(act: OperatorAct): ActDone | Refused {
    const { suspensions, userId } = this.#host;
    return this.#do(act, () => {
      const isSuspended = suspensions.isInForce;
      const detail = { wasSuspended: isSuspended };
      suspensions.end(act, detail);
      const told = auditOperator(userId, [], { event: "restored", userId, deviceId: null });
      return { detail, events: isSuspended ? told : [] };
    });
  }

  /** @param deviceId missing: all devices */
  endSignIns(act: OperatorAct, deviceId: DeviceId | undefined): ActDone | Refused {
    const { account, userId } = this.#host;
    let ended: readonly DeviceId[] = [];
    const done = this.#do(act, () => {
      ended = account.endSignIns(deviceId);
      const detail = { signedOut: ended.length, ...(deviceId === undefined ? {} : { deviceId }) };
      return { detail, events: auditOperator(userId, ended, null) };
    });
    this.#host.close(ended, "DEVICE_SIGNED_OUT");
    return done;
  }

  /** Any other change that an operator makes here. */
  change(act: OperatorAct, detail: ActDetail, make: () => void): ActDone | Refused {
    return this.#do(act, () => {
      make();
      return { detail, events: [] };
    });
  }

  /**
   * A version of the code that knows of no suspensions may have run here, after a rollback: whom it signed in is signed
   * out.
   */
  endWhatRollbackBegan(): void {
    const { storage, account, suspensions, jobs, userId } = this.#host;
    if (!suspensions.isInForce || account.signedIn().length === 0) return;
    const ended = storage.transactionSync(() => {
      const devices = account.endSignIns();
      for (const event of auditOperator(userId, devices, null)) jobs.add("account-audit", event);
      return devices;
    });
    this.#host.startJobs();
    this.#host.close(ended, "SUSPENDED");
  }

  /**
   * A repeat of the last change of the suspension changes nothing and is answered as before.
   *
   * @returns UNAVAILABLE if the call comes so late that nobody waits for it, by a clock that is wrong, or after a later act
   */
  #do(act: OperatorAct, change: () => Change): ActDone | Refused {
    const { storage, jobs, suspensions, userId } = this.#host;
    const now = this.#host.now();
    if (Math.abs(now - act.at) > tooFarMs || suspensions.isOutdated(act, now + tooFarMs)) return refused("UNAVAILABLE");
    const done = storage.transactionSync((): ActDone => {
      const before = suspensions.changeBy(act.id, userId);
      const { detail, events } = before === null ? change() : { detail: before.detail, events: [] };
      const copy = suspensions.changeBy(act.id, userId)?.copy;
      const made: ActDone = {
        record: { ...act, result: "done", detail },
        ...(copy === undefined ? {} : { suspension: copy }),
      };
      for (const event of events) jobs.add("account-audit", event);
      jobs.add("operator-act", made, act.id);
      return made;
    });
    this.#host.startJobs();
    return done;
  }
}
