// The secret of a known device: it shows that this account was signed in on the device before, also after a sign-out.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { KnownDevice } from "../../schema/rpc/user-session.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";

type WithKeys = Pick<Env, "ID_KEYS">;

/** Under the keys of ids, of which none is ever removed: a secret outlives every rotation. */
const macKind: MacKind = { purpose: "device", encode: (mac) => mac.toString("base64url") };

/** 32 bytes as base64url. */
const macPattern = /^[\w-]{43}$/;

/** `USER.DEVICE.SECRET.MAC`: none of the ids has a dot. It opens nothing by itself. */
export function issueDeviceSecret(userId: UserId, { deviceId, secretId }: KnownDevice, env: WithKeys): string {
  const text = `${userId}.${deviceId}.${secretId}`;
  return `${text}.${makeMacs(env, macKind, text).mac}`;
}

/** Checks the form and our MAC; the session knows whether the secret still counts. @returns null for any other text */
function readDeviceSecret(secret: string, env: WithKeys): (KnownDevice & { readonly userId: UserId }) | null {
  const [userId = "", deviceId = "", secretId = "", mac = "", ...rest] = secret.split(".");
  if (rest.length > 0 || !macPattern.test(mac) || !isMac(env, macKind, `${userId}.${deviceId}.${secretId}`, mac))
    return null;
  // We made these texts of ids.
  return { userId: userId as UserId, deviceId: deviceId as DeviceId, secretId };
}

/**
 * The device that this secret makes known to the account. Asks the session only for a secret of ours for this account, so
 * nobody learns from the time whether a name exists.
 *
 * @param userId null: there is no account of the name
 * @returns null: it counts as any other device. @throws ActorUnavailable
 */
export async function findKnownDevice(
  secret: string | undefined,
  userId: UserId | null,
  env: Env,
): Promise<DeviceId | null> {
  const shown = secret === undefined ? null : readDeviceSecret(secret, env);
  if (shown === null || shown.userId !== userId) return null;
  const { deviceId, secretId } = shown;
  const isKnown = await callActor(() => userSessionStub(env, shown.userId).knowsDevice({ deviceId, secretId }));
  return isKnown ? deviceId : null;
}
