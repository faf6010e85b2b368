// What messages cost before they are sent: one message each, and their bytes.
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { ToSend } from "./hold-files.ts";
import type { Budgets, Costs } from "../budgets/budgets.ts";

const costsOf = (items: readonly ToSend[]): Costs => ({
  messages: items.length,
  bytes: items.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
});

/**
 * Pays for the items in their order, each as a whole: from the first one that is refused, all are.
 *
 * @param items those that are refused already cost nothing
 */
export function payForMessages(budgets: Budgets, items: readonly (ToSend | Refused)[]): readonly (ToSend | Refused)[] {
  const good = items.filter((item): item is ToSend => !("refusal" in item));
  if (good.length === 0) return items;
  const all = costsOf(good);
  // Together they may be more than a bucket holds, and only a single one may be that.
  if (budgets.takeIfThere(all)) return items;
  let refused: Refused | null = null;
  return items.map((item) => {
    if ("refusal" in item) return item;
    if (refused !== null) return refused;
    const refusal = budgets.take(costsOf([item]));
    if (refusal !== null) refused = { refusal };
    return refused ?? item;
  });
}
