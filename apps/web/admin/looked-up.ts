// The people whom the operator of this tab has looked up, the last one first. Nothing of them is stored.
import { signal } from "@preact/signals";
import type { Account } from "./admin-calls.ts";

const mostKept = 50;

export class LookedUp {
  readonly all = signal<readonly Account[]>([]);

  /** Adds the person, or replaces what was known of them at its place. */
  see(account: Account): void {
    const before = this.all.value;
    const isKnown = before.some(({ user }) => user.id === account.user.id);
    this.all.value = isKnown
      ? before.map((known) => (known.user.id === account.user.id ? account : known))
      : [account, ...before].slice(0, mostKept);
  }
}
