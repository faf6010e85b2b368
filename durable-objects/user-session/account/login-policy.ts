// Which devices of a user may be signed in beside each other: the deployment decides.
import type { Device } from "../../../schema/protocol/http-auth.ts";

/** `coexist`: any. `platform-exclusive`: one of each platform. `exclusive`: one. */
const loginPolicies = ["coexist", "platform-exclusive", "exclusive"] as const;
export type LoginPolicy = (typeof loginPolicies)[number];

/** @throws Error when the variable is none of them: a deployment must not run with another policy than was meant */
export function readLoginPolicy({ LOGIN_POLICY = "coexist" }: { readonly LOGIN_POLICY?: string }): LoginPolicy {
  const policy = loginPolicies.find((one) => one === LOGIN_POLICY);
  if (policy === undefined) throw new Error(`LOGIN_POLICY must be one of ${loginPolicies.join(", ")}`);
  return policy;
}

/** Whether a device that signs in takes the place of another one. */
export function replaces(
  policy: LoginPolicy,
  next: Pick<Device, "platform">,
  other: { readonly platform: string },
): boolean {
  switch (policy) {
    case "coexist":
      return false;
    case "platform-exclusive":
      return next.platform === other.platform;
    case "exclusive":
      return true;
  }
}
