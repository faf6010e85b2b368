// Answers questions about the sign-in: whether it is valid, and the user's devices.
import type { Answers } from "../answers.ts";
import type { Account } from "./account.ts";

type AccountKind = "authorize" | "list-devices" | "sign-out" | "sign-out-others";

export const accountAnswers = (account: Account): Answers<AccountKind> => ({
  authorize: () => ({ ok: true }),
  "list-devices": (_question, deviceId) => account.list(deviceId),
  "sign-out": ({ target }, deviceId) => ({ signedOut: account.signOut(deviceId, target ?? deviceId) > 0 }),
  "sign-out-others": (_question, deviceId) => ({ signedOut: account.signOutOthers(deviceId) }),
});
