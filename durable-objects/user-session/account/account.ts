// The user's sign-in: devices, the version of the password, and the audit events of their changes.
import type { AuditEvent } from "../../../schema/jobs/audit.ts";
import type { Device } from "../../../schema/protocol/http-auth.ts";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { ErrorCode } from "../../../schema/protocol/errors.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Question } from "../../../schema/rpc/session-questions.ts";
import type {
  Caller,
  DeviceGrant,
  IssuedGrant,
  SignedInDevice,
  SignIn,
  SignInEnd,
} from "../../../schema/rpc/user-session.ts";
import type { Leaving } from "../leaving/leaving.ts";
import { auditDeletion, auditPasswordChange, auditRefresh, auditSignIn, auditSignOut } from "./audit-events.ts";
import { Devices } from "./devices.ts";
import type { DueTasks } from "../../runtime/due-tasks.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";
import { KnownDevices } from "./known-devices.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { PasswordVersion } from "./password-version.ts";
import type { Suspensions } from "./suspensions.ts";

export interface AccountHost {
  readonly storage: Pick<DurableObjectStorage, "sql" | "transactionSync">;
  readonly userId: UserId;
  readonly limits: Limits;
  /** Which devices a sign-in replaces. */
  readonly loginPolicy: LoginPolicy;
  readonly jobs: Pick<JobOutbox, "add">;
  readonly tasks: Pick<DueTasks<AccountTask>, "add">;
  /** While one is in force, no sign-in is. */
  readonly suspensions: Pick<Suspensions, "isInForce" | "refusal">;
  readonly leaving: Pick<Leaving, "refusal" | "begin" | "cancel">;
  now(): number;
  /** Sends the added jobs and arms the alarm for tasks. Nobody waits for it. */
  startJobs(): void;
  /** Closes the sockets of these devices at once: the sign-ins that opened them have ended. */
  signedOut(deviceIds: readonly DeviceId[], code?: ErrorCode): void;
}

/** Tasks that the account adds and handles: `forget-device`, with the device's id as key. */
export type AccountTask = "forget-device";

export class Account {
  readonly #host: AccountHost;
  readonly #devices: Devices;
  readonly #passwordVersion: PasswordVersion;
  readonly #knownDevices: KnownDevices;
  /** Saves jobs only: without it the same event is sent again, and written once. */
  #superseded = "";

  constructor(host: AccountHost) {
    const { storage, limits, loginPolicy } = host;
    this.#host = host;
    this.#devices = new Devices(
      storage.sql,
      { ...limits, loginPolicy },
      () => host.now(),
      (deviceId, dueAt) => host.tasks.add("forget-device", deviceId, dueAt),
    );
    this.#passwordVersion = new PasswordVersion(storage.sql);
    this.#knownDevices = new KnownDevices(storage.sql, () => host.now());
  }

  /** Reads storage at every request: an ended sign-in is refused from that moment. @returns its family, or null */
  accept(caller: Caller): string | null {
    return this.#devices.accept(caller);
  }

  /** Whether this sign-in is in force. */
  isCurrent(signIn: Pick<Caller, "deviceId" | "family">): boolean {
    return this.#devices.isCurrent(signIn);
  }

  /** Of the sign-in in force; null: there is none. */
  familyOf(deviceId: DeviceId): string | null {
    return this.#devices.familyOf(deviceId);
  }

  /** Why a sign-in that is not in force is refused. */
  get endedBy(): SignInEnd {
    return this.#host.suspensions.isInForce ? "SUSPENDED" : "DEVICE_SIGNED_OUT";
  }

  /** @returns whether a row was written, with the user's budgets in it */
  touch(deviceId: DeviceId, budget: string): boolean {
    return this.#devices.touch(deviceId, budget);
  }

  list(current: DeviceId): readonly Device[] {
    return this.#devices.list(current);
  }

  /**
   * A newer password than this session knew ends all other sign-ins: it was changed, and a crash came before they ended.
   *
   * @returns INVALID_CREDENTIALS if the password was changed while it was checked, or the account has ended; SUSPENDED;
   * ACCOUNT_LEAVING without `restore`
   */
  signIn(asked: SignIn): (IssuedGrant & { secretId: string }) | Refused {
    const { device, attemptId, event, passwordVersion, network = null, restore = false } = asked;
    const told = event ?? (attemptId === undefined ? "registered" : "signed-in");
    const { userId, leaving } = this.#host;
    const change = this.#audited(
      () => {
        const version = passwordVersion === undefined ? "same" : this.#passwordVersion.adopt(passwordVersion);
        if (version === "older") return null;
        const suspended = this.#host.suspensions.refusal();
        if (suspended !== null) return suspended;
        const left = leaving.refusal();
        const comesBack = restore && left?.refusal.code === "ACCOUNT_LEAVING";
        if (left !== null && !comesBack) return left;
        if (comesBack) leaving.cancel();
        // The device itself gets a new family below, and keeps its id.
        const others = version === "newer" ? this.#endForNewPassword(device.id) : [];
        const signedIn = this.#devices.signIn(device, network);
        return { ...signedIn, others, comesBack, secretId: this.#knownDevices.remember(signedIn.grant.deviceId) };
      },
      (decided) =>
        decided === null || "refusal" in decided
          ? []
          : [
              ...auditPasswordChange(userId, null, decided.others),
              ...auditSignIn(userId, told, { ...decided.grant, platform: device.platform }, decided),
            ],
    );
    if (change === null) return refused("INVALID_CREDENTIALS");
    if ("refusal" in change) return change;
    this.#host.signedOut(change.replaced, "SIGNED_IN_ELSEWHERE");
    // The device's earlier family has ended too.
    this.#host.signedOut([...change.others, ...change.signedOut, change.grant.deviceId]);
    return { ...change.grant, secretId: change.secretId };
  }

  /** Whether this device holds the newest secret of a sign-in, and was neither kicked nor the password changed since. */
  knows(deviceId: DeviceId, secretId: string): boolean {
    return this.#knownDevices.isKnown(deviceId, secretId);
  }

  /**
   * The password was changed by device `by`, whose sign-in stays. Idempotent.
   *
   * @returns the id of its new secret. One that nobody knows, if its sign-in has ended meanwhile: who was kicked is no
   * known device
   */
  passwordChanged(by: DeviceId, version: number): string {
    const isSignedIn = this.#devices.isCurrent({ deviceId: by });
    const { signedOut, secretId } = this.#audited(
      () => {
        const isNew = this.#passwordVersion.adopt(version) === "newer";
        return {
          isNew,
          signedOut: isNew ? this.#endForNewPassword(by) : [],
          secretId: isSignedIn ? this.#knownDevices.remember(by) : crypto.randomUUID(),
        };
      },
      (decided) =>
        decided.isNew
          ? [
              { event: "password-changed", userId: this.#host.userId, deviceId: by },
              ...auditPasswordChange(this.#host.userId, by, decided.signedOut),
            ]
          : [],
    );
    this.#host.signedOut(signedOut);
    return secretId;
  }

  /**
   * The user deletes their account, on device `by`, and has shown the password of this version: signs all devices out.
   *
   * @returns WRONG_PASSWORD: there is a newer one
   */
  deleteAccount(
    by: DeviceId,
    { passwordVersion, eraseMessages }: Pick<Question<"delete-account">, "passwordVersion" | "eraseMessages">,
  ): { readonly endsAt: number } | Refused {
    const { userId, leaving } = this.#host;
    const change = this.#audited(
      () => {
        const version = this.#passwordVersion.adopt(passwordVersion);
        if (version === "older") return null;
        if (version === "newer") this.#knownDevices.forgetAll();
        return { endsAt: leaving.begin(eraseMessages), signedOut: this.#devices.signOutOthers(undefined) };
      },
      (decided) => (decided === null ? [] : auditDeletion(userId, by, decided)),
    );
    if (change === null) return refused("WRONG_PASSWORD");
    this.#host.signedOut(change.signedOut);
    return { endsAt: change.endsAt };
  }

  /** @param network where the device is; missing: a Worker of the version before asks, and what is stored stays */
  refresh(grant: DeviceGrant, network?: string | null): IssuedGrant | Refused {
    // However often the same generation is shown, it is one event.
    const key = `refresh-${grant.family}-${grant.generation}`;
    const result = this.#audited(
      () => {
        const refreshed = this.#devices.refresh(grant, network);
        // Who was signed out for a copied token is no known device any more; whose session came to its end stays one.
        const isReused = "refusal" in refreshed && refreshed.refusal.code === "REFRESH_TOKEN_REUSED";
        if (isReused) this.#knownDevices.forget(refreshed.signedOut);
        return refreshed;
      },
      (change) => {
        const isSuperseded = "refusal" in change && change.refusal.code === "REFRESH_SUPERSEDED";
        if (isSuperseded && key === this.#superseded) return [];
        if (isSuperseded) this.#superseded = key;
        return auditRefresh(this.#host.userId, grant.deviceId, change);
      },
      key,
    );
    this.#host.signedOut(result.signedOut);
    if ("grant" in result) return result.grant;
    return result.refusal.code === "DEVICE_SIGNED_OUT" ? refused(this.endedBy) : { refusal: result.refusal };
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

  /** Who is signed in, the most recently seen first: for operators, whom it does not tell where the user is. */
  signedIn(): readonly SignedInDevice[] {
    return this.#devices.list(undefined).map(({ current: _current, network: _network, ...device }) => device);
  }

  /**
   * Ends sign-ins for an operator, within a transaction of the caller's, who tells of it and closes their sockets. None of
   * these devices is a known one any more.
   *
   * @param only one device; missing: all
   * @returns those that were signed in
   */
  endSignIns(only?: DeviceId): readonly DeviceId[] {
    const ended = only === undefined ? this.#devices.signOutOthers(undefined) : this.#devices.signOut(only);
    if (only === undefined) this.#knownDevices.forgetAll();
    else this.#knownDevices.forget([only]);
    return ended;
  }

  #signOut(by: DeviceId, decide: () => readonly DeviceId[]): number {
    const signedOut = this.#audited(
      () => {
        const deviceIds = decide();
        // Who was kicked is no known device any more; who signs out by itself stays one.
        this.#knownDevices.forget(deviceIds.filter((deviceId) => deviceId !== by));
        return deviceIds;
      },
      (deviceIds) => auditSignOut(this.#host.userId, by, deviceIds),
    );
    this.#host.signedOut(signedOut);
    return signedOut.length;
  }

  /** @returns the devices that were signed out */
  #endForNewPassword(but: DeviceId | undefined): readonly DeviceId[] {
    this.#knownDevices.forgetAll();
    return this.#devices.signOutOthers(but);
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
