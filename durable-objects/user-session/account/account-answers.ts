// Answers questions about the sign-in: whether it is valid, and the user's devices.
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Account } from "./account.ts";

type AccountKind = "authorize" | "list-devices" | "sign-out" | "sign-out-others";

export const accountAnswers = (account: Account, budgets: Pick<Budgets, "takeUpTo">): Answers<AccountKind> => ({
  authorize: ({ misses = 0 }) => {
    // A list may name more than are left, of ids that nobody can guess.
    const taken = misses === 0 ? 0 : budgets.takeUpTo("lookups", misses, 1);
    return typeof taken === "number" ? { ok: true } : { refusal: taken };
  },
  "list-devices": (_question, deviceId) => account.list(deviceId),
  "sign-out": ({ target }, deviceId) => ({ signedOut: account.signOut(deviceId, target ?? deviceId) > 0 }),
  "sign-out-others": (_question, deviceId) => ({ signedOut: account.signOutOthers(deviceId) }),
});
