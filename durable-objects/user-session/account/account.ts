// The user's sign-in: devices, login attempts, and the audit events of their changes.
import type { AuditEvent } from "../../../schema/jobs/audit.ts";
import type { Device, DeviceLogin } from "../../../schema/protocol/http-auth.ts";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { DeviceGrant } from "../../../schema/rpc/user-session.ts";
import { auditRefresh, auditSignIn, auditSignOut } from "./audit-events.ts";
import { Devices } from "./devices.ts";
import type { DueTasks } from "../../runtime/due-tasks.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";
import { LoginAttempts } from "./login-attempts.ts";

export interface AccountHost {
  readonly storage: Pick<DurableObjectStorage, "sql" | "transactionSync">;
  readonly userId: UserId;
  readonly limits: Limits;
  readonly jobs: Pick<JobOutbox, "add">;
  readonly tasks: Pick<DueTasks<AccountTask>, "add">;
  now(): number;
  /** Sends the added jobs and arms the alarm for tasks. Nobody waits for it. */
  startJobs(): void;
  /** Closes the sockets of these devices at once. */
  signedOut(deviceIds: readonly DeviceId[]): void;
}

/** Tasks that the account adds and handles: `forget-device`, with the device's id as key. */
export type AccountTask = "forget-device";

export class Account {
  readonly #host: AccountHost;
  readonly #devices: Devices;
  readonly #attempts: LoginAttempts;

  constructor(host: AccountHost) {
    const { storage, limits } = host;
    this.#host = host;
    this.#devices = new Devices(
      storage.sql,
      limits,
      () => host.now(),
      (deviceId, dueAt) => host.tasks.add("forget-device", deviceId, dueAt),
    );
    this.#attempts = new LoginAttempts(storage.sql, limits, () => host.now());
  }

  /** Reads storage at every request: a signed-out device is refused from that moment. */
  isSignedIn(deviceId: DeviceId): boolean {
    return this.#devices.isSignedIn(deviceId);
  }

  /** @returns whether a row was written, with the user's budgets in it */
  touch(deviceId: DeviceId, budget: string): boolean {
    return this.#devices.touch(deviceId, budget);
  }

  list(current: DeviceId): readonly Device[] {
    return this.#devices.list(current);
  }

  beginLogin(): Promise<{ attemptId: string } | Refused> {
    return this.#attempts.begin();
  }

  failLogin(attemptId: string): void {
    const { locked } = this.#attempts.fail(attemptId);
    if (!locked) return;
    // This call may be repeated: a fixed id makes the event appear once.
    const event: AuditEvent = { event: "sign-in-locked", userId: this.#host.userId, deviceId: null };
    this.#host.jobs.add("account-audit", event, `locked-${attemptId}`);
    this.#host.startJobs();
  }

  /** The first sign-in comes with the registration, without an attempt. */
  signIn(attemptId: string | undefined, device: DeviceLogin): DeviceGrant {
    if (attemptId !== undefined) this.#attempts.clear();
    const event = attemptId === undefined ? "registered" : "signed-in";
    const { grant, signedOut } = this.#audited(
      () => this.#devices.signIn(device),
      (change) =>
        auditSignIn(this.#host.userId, event, { ...change.grant, platform: device.platform }, change.signedOut),
    );
    this.#host.signedOut(signedOut);
    return grant;
  }

  refresh(grant: DeviceGrant): DeviceGrant | Refused {
    const result = this.#audited(
      () => this.#devices.refresh(grant),
      (change) => auditRefresh(this.#host.userId, grant.deviceId, change),
    );
    this.#host.signedOut(result.signedOut);
    return "grant" in result ? result.grant : { refusal: result.refusal };
  }

  /** Handles the task `forget-device`. */
  forgetSignedOut(now: number): void {
    this.#devices.forgetSignedOut(now);
  }

  /** @returns how many devices were signed out */
  signOut(by: DeviceId, target: DeviceId): number {
    return this.#signOut(by, () => this.#devices.signOut(target));
  }

  signOutOthers(by: DeviceId): number {
    return this.#signOut(by, () => this.#devices.signOutOthers(by));
  }

  #signOut(by: DeviceId, decide: () => readonly DeviceId[]): number {
    const signedOut = this.#audited(decide, (deviceIds) => auditSignOut(this.#host.userId, by, deviceIds));
    this.#host.signedOut(signedOut);
    return signedOut.length;
  }

  /** Commits a change together with its audit jobs. Nobody waits for the queue. */
  #audited<T>(decide: () => T, eventsOf: (decided: T) => readonly AuditEvent[]): T {
    const { decided, events } = this.#host.storage.transactionSync(() => {
      const result = decide();
      const audited = eventsOf(result);
      for (const event of audited) this.#host.jobs.add("account-audit", event);
      return { decided: result, events: audited };
    });
    if (events.length > 0) this.#host.startJobs();
    return decided;
  }
}
