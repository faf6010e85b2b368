// The audit events of sign-ins and sign-outs. Pure: computed from what was decided about the devices.
import type { AuditEvent } from "../../../schema/jobs/audit.ts";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";

type SignedOut = Extract<AuditEvent, { event: "signed-out" }>;

const signedOutBy = (
  userId: UserId,
  deviceIds: readonly DeviceId[],
  cause: Pick<SignedOut, "by" | "byDeviceId">,
): readonly AuditEvent[] => deviceIds.map((deviceId) => ({ event: "signed-out", userId, deviceId, ...cause }));

/** What a sign-in ends: those of these devices; and the account's deletion, if its user comes back. */
interface SignInEnds {
  readonly signedOut: readonly DeviceId[];
  readonly replaced: readonly DeviceId[];
  readonly comesBack: boolean;
}

export function auditSignIn(
  userId: UserId,
  event: "registered" | "signed-in",
  device: { readonly deviceId: DeviceId; readonly platform: string },
  { signedOut, replaced, comesBack }: SignInEnds,
): readonly AuditEvent[] {
  const { deviceId, platform } = device;
  const back: readonly AuditEvent[] = comesBack ? [{ event: "deletion-cancelled", userId, deviceId }] : [];
  return [
    { event, userId, deviceId, platform },
    ...signedOutBy(userId, replaced, { by: "login-policy", byDeviceId: deviceId }),
    ...signedOutBy(userId, signedOut, { by: "device-limit", byDeviceId: deviceId }),
    ...back,
  ];
}

export const auditDeletion = (
  userId: UserId,
  deviceId: DeviceId,
  { endsAt, signedOut }: { readonly endsAt: number; readonly signedOut: readonly DeviceId[] },
): readonly AuditEvent[] => [
  { event: "deletion-begun", userId, deviceId, until: endsAt },
  ...signedOutBy(userId, signedOut, { by: "account-deletion" }),
];

/** A successful refresh has no event: it happens every quarter of an hour. */
export function auditRefresh(
  userId: UserId,
  deviceId: DeviceId,
  result: { readonly refusal?: Refusal; readonly signedOut: readonly DeviceId[] },
): readonly AuditEvent[] {
  switch (result.refusal?.code) {
    case "REFRESH_SUPERSEDED":
      return [{ event: "refresh-superseded", userId, deviceId }];
    case "REFRESH_TOKEN_REUSED":
      return [
        { event: "refresh-token-reused", userId, deviceId },
        ...signedOutBy(userId, result.signedOut, { by: "token-reuse" }),
      ];
    default:
      return signedOutBy(userId, result.signedOut, { by: "session-end" });
  }
}

export const auditSignOut = (
  userId: UserId,
  byDeviceId: DeviceId,
  signedOut: readonly DeviceId[],
): readonly AuditEvent[] =>
  signedOut.flatMap((deviceId) =>
    signedOutBy(userId, [deviceId], deviceId === byDeviceId ? { by: "itself" } : { by: "other-device", byDeviceId }),
  );

/** Sign-ins that a change of password ended. @param byDeviceId null: it was noticed later, at a sign-in */
export const auditPasswordChange = (
  userId: UserId,
  byDeviceId: DeviceId | null,
  signedOut: readonly DeviceId[],
): readonly AuditEvent[] =>
  signedOutBy(userId, signedOut, {
    by: "password-change",
    ...(byDeviceId === null ? {} : { byDeviceId }),
  });

/** @param first what happened to the account as a whole, if it did */
export const auditOperator = (
  userId: UserId,
  signedOut: readonly DeviceId[],
  first: AuditEvent | null,
): readonly AuditEvent[] => [...(first === null ? [] : [first]), ...signedOutBy(userId, signedOut, { by: "operator" })];
