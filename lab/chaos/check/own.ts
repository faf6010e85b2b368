// Checks what people set for themselves: it is what was set last, as far as the answers tell.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { ownKinds } from "../own/kinds.ts";
import type { OwnValue } from "../own/own-kind.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import { recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type Write = HistoryRecord & { readonly kind: "own" };

export function checkOwn({ history, final }: Facts, verdict: Verdict): void {
  const writes = Map.groupBy(
    history.records.filter((record) => record.kind === "own"),
    ({ user, key }) => `${user} ${key}`,
  );
  for (const view of final.views) {
    for (const kind of ownKinds) {
      const values = kind.read(view);
      for (const ofKey of writes.values()) {
        const [first] = ofKey;
        if (first?.user !== view.userId || !first.key.startsWith(`${kind.name} `)) continue;
        verdict.checked(kind.rule);
        const is = values.get(first.key) ?? null;
        const last = ofKey.findLast(({ outcome }) => outcome === "done");
        const isEnded = last !== undefined && kind.mayHaveEnded?.(view, first.key, last.asked) === true;
        const may = possible(ofKey, isEnded || kind.endsByItself === true);
        if (!may.includes(is))
          verdict.violated(kind.rule, `${view.userId} has ${first.key} as ${String(is)}`, () =>
            ofKey.slice(-4).map(recordLine),
          );
      }
      checkInvented(view.userId, kind.name, values, writes, (what) => verdict.violated(kind.rule, what, () => []));
    }
  }
}

/** What it may be now: a write that ended before another began has been overwritten. */
function possible(writes: readonly Write[], endsByItself: boolean): readonly OwnValue[] {
  const made = writes.filter(({ outcome }) => outcome !== "refused");
  const done = made.filter(({ outcome }) => outcome === "done");
  const left = made.filter((one) => one.outcome === "unknown" || !done.some(({ asked }) => asked > one.at));
  return [...left.map(({ value }) => value), ...(done.length === 0 || endsByItself ? [null] : [])];
}

function checkInvented(
  userId: UserId,
  name: string,
  values: ReadonlyMap<string, OwnValue>,
  writes: ReadonlyMap<string, readonly Write[]>,
  report: (what: string) => void,
): void {
  for (const [key, value] of values)
    if (value !== null && !writes.has(`${userId} ${key}`)) report(`${userId} has ${key}, and never set the ${name}`);
}
