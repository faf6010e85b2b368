// What this isolate remembers of refused networks, so that their further calls cost no question to the shard.
import type { OverLimit } from "../../schema/rpc/network-shard.ts";
import { BoundedMap } from "../http/bounded-map.ts";

/** How far a clock may step back. A refusal that would hold for longer was made by a clock that was wrong. */
const clockStepMs = 60_000;
/** Enough for the networks of one flood; beyond it the oldest is forgotten, and asked about again. */
const maxRemembered = 10_000;

export class RefusedNetworks {
  readonly #until = new BoundedMap<string, { readonly over: OverLimit; readonly untilMs: number }>(maxRemembered);

  /** @param scope kind of call, and whether a challenge was met: each has limits of its own */
  remember(scope: string, over: OverLimit, nowMs: number): void {
    this.#until.set(`${scope}/${over.name}`, { over, untilMs: nowMs + over.retryAfterMs });
  }

  /** @returns the refusal of one of these networks that still holds, with the time that is left; null: none is known */
  find(scope: string, names: readonly string[], nowMs: number): OverLimit | null {
    for (const name of names) {
      const key = `${scope}/${name}`;
      const known = this.#until.get(key);
      if (known === undefined) continue;
      const leftMs = known.untilMs - nowMs;
      const { retryAfterMs } = known.over;
      if (leftMs > 0 && leftMs <= retryAfterMs + clockStepMs)
        return { ...known.over, retryAfterMs: Math.min(leftMs, retryAfterMs) };
      this.#until.delete(key);
    }
    return null;
  }
}
