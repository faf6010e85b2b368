// The user's sign-in: devices, login attempts, and the audit events that each change of them gives rise to.
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
  /** Sends the jobs that were added, and sees to it that the tasks are done; nobody waits for it. */
  startJobs(): void;
  /** Their sockets are closed at once. */
  signedOut(deviceIds: readonly DeviceId[]): void;
}

/** Added by the account, done by it when due: `forget-device`, with the device's id as key. */
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

  /** Asked of storage at every request: a device that was signed out is refused from that moment. */
  isSignedIn(deviceId: DeviceId): boolean {
    return this.#devices.isSignedIn(deviceId);
  }

  touch(deviceId: DeviceId): void {
    this.#devices.touch(deviceId);
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
    // This call may be made again: under an id of its own the event is told once.
    const event: AuditEvent = { event: "sign-in-locked", userId: this.#host.userId, deviceId: null };
    this.#host.jobs.add("account-audit", event, `locked-${attemptId}`);
    this.#host.startJobs();
  }

  /** An account's first sign-in comes with its registration, without a password to try. */
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

  /** The task `forget-device`. */
  forgetSignedOut(now: number): void {
    this.#devices.forgetSignedOut(now);
  }

  /** How many devices it signed out. */
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

  /** A fact and the jobs that tell of it commit together; nobody waits for the queue. */
  #audited<T>(decide: () => T, tell: (decided: T) => readonly AuditEvent[]): T {
    const { decided, events } = this.#host.storage.transactionSync(() => {
      const result = decide();
      const told = tell(result);
      for (const event of told) this.#host.jobs.add("account-audit", event);
      return { decided: result, events: told };
    });
    if (events.length > 0) this.#host.startJobs();
    return decided;
  }
}
