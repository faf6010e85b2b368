// Answers questions about the sign-in: whether it is valid, and the user's devices.
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Friends } from "../people/friends.ts";
import type { Account } from "./account.ts";

type AccountKind = "authorize" | "list-devices" | "sign-out" | "sign-out-others" | "delete-account";

type Spending = Pick<Budgets, "take" | "takeUpTo" | "giveBack" | "period">;

export const accountAnswers = (
  account: Account,
  budgets: Spending,
  friends: Pick<Friends, "isFriend" | "friends">,
): Answers<AccountKind> => ({
  authorize: ({ misses = 0, isGuess = false, hit, spends, uploads, friendsAmong }) => {
    const refusal = budgets.take({
      ...(spends !== undefined && { [spends]: 1 }),
      ...(uploads !== undefined && { uploads: uploads.count, "uploaded-bytes": uploads.bytes }),
    });
    if (refusal !== null) return { refusal };
    if (hit !== undefined) budgets.giveBack("lookups", 1, hit);
    const { period } = budgets;
    // A list may name more than are left, of ids that nobody can guess.
    const named = isGuess ? 1 : misses;
    const taken = named === 0 ? 0 : budgets.takeUpTo("lookups", named, 1);
    if (typeof taken !== "number") return { refusal: taken };
    return {
      ok: true,
      ...(isGuess ? { paid: period } : {}),
      ...(friendsAmong === undefined
        ? {}
        : {
            friends:
              friendsAmong === "all" ? [...friends.friends()] : friendsAmong.filter((id) => friends.isFriend(id)),
          }),
    };
  },
  "list-devices": (_question, deviceId) => account.list(deviceId),
  "sign-out": ({ target }, deviceId) => ({ signedOut: account.signOut(deviceId, target ?? deviceId) > 0 }),
  "delete-account": (question, deviceId) => account.deleteAccount(deviceId, question),
  "sign-out-others": (_question, deviceId) => ({ signedOut: account.signOutOthers(deviceId) }),
});
