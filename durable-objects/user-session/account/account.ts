// The user's sign-in: devices, login attempts, and the audit events of their changes.
import type { AuditEvent } from "../../../schema/jobs/audit.ts";
import type { Device, DeviceLogin } from "../../../schema/protocol/http-auth.ts";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { Caller, DeviceGrant, IssuedGrant } from "../../../schema/rpc/user-session.ts";
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
  /** Closes the sockets of these devices at once: the sign-ins that opened them have ended. */
  signedOut(deviceIds: readonly DeviceId[]): void;
}

/** Tasks that the account adds and handles: `forget-device`, with the device's id as key. */
export type AccountTask = "forget-device";

export class Account {
  readonly #host: AccountHost;
  readonly #devices: Devices;
  readonly #attempts: LoginAttempts;
  /** Saves jobs only: without it the same event is sent again, and written once. */
  #superseded = "";

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

  /** Reads storage at every request: an ended sign-in is refused from that moment. @returns its family, or null */
  accept(caller: Caller): string | null {
    return this.#devices.accept(caller);
  }

  /** Whether this sign-in is in force. */
  isCurrent(signIn: Pick<Caller, "deviceId" | "family">): boolean {
    return this.#devices.isCurrent(signIn);
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
    // This call may be repeated: a fixed id makes the event appear once.
    const event: AuditEvent = { event: "sign-in-locked", userId: this.#host.userId, deviceId: null };
    this.#host.jobs.add("account-audit", event, `locked-${attemptId}`);
    this.#host.startJobs();
  }

  /** The first sign-in comes with the registration, without an attempt. */
  signIn(attemptId: string | undefined, device: DeviceLogin): IssuedGrant {
    if (attemptId !== undefined) this.#attempts.clear();
    const event = attemptId === undefined ? "registered" : "signed-in";
    const { grant, signedOut } = this.#audited(
      () => this.#devices.signIn(device),
      (change) =>
        auditSignIn(this.#host.userId, event, { ...change.grant, platform: device.platform }, change.signedOut),
    );
    // The device's earlier family has ended too.
    this.#host.signedOut([...signedOut, grant.deviceId]);
    return grant;
  }

  refresh(grant: DeviceGrant): IssuedGrant | Refused {
    // However often the same generation is shown, it is one event.
    const key = `refresh-${grant.family}-${grant.generation}`;
    const result = this.#audited(
      () => this.#devices.refresh(grant),
      (change) => {
        const isSuperseded = "refusal" in change && change.refusal.code === "REFRESH_SUPERSEDED";
        if (isSuperseded && key === this.#superseded) return [];
        if (isSuperseded) this.#superseded = key;
        return auditRefresh(this.#host.userId, grant.deviceId, change);
      },
      key,
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

  /** Signs out the device of this family; nothing if the family has ended. */
  revoke(grant: DeviceGrant): number {
    return this.#signOut(grant.deviceId, () => this.#devices.revoke(grant));
  }

  signOutOthers(by: DeviceId): number {
    return this.#signOut(by, () => this.#devices.signOutOthers(by));
  }

  #signOut(by: DeviceId, decide: () => readonly DeviceId[]): number {
    const signedOut = this.#audited(decide, (deviceIds) => auditSignOut(this.#host.userId, by, deviceIds));
    this.#host.signedOut(signedOut);
    return signedOut.length;
  }

  /**
   * Commits a change together with its audit jobs. Nobody waits for the queue.
   *
   * @param key names the change; without it every one is another
   */
  #audited<T>(decide: () => T, eventsOf: (decided: T) => readonly AuditEvent[], key?: string): T {
    const { decided, events } = this.#host.storage.transactionSync(() => {
      const result = decide();
      const audited = eventsOf(result);
      for (const event of audited)
        this.#host.jobs.add("account-audit", event, ...(key === undefined ? [] : [`${event.event}-${key}`]));
      return { decided: result, events: audited };
    });
    if (events.length > 0) this.#host.startJobs();
    return decided;
  }
}
