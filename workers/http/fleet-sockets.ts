// How many sockets the deployment has, as this isolate knows it: asked behind connects, which never wait for it.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import { fleetStub } from "../../durable-objects/runtime/stubs.ts";
import type { RequestContext } from "./request-context.ts";

/** How long the answer is good; an older one is still better than none. */
const knownMs = 60_000;
/** Whoever asked in vain does not ask again before. */
const retryMs = 10_000;
/** An isolate with fewer connects is of a deployment so small that the number does not matter: asking would cost more. */
const busyMs = 600_000;

export interface Fleet {
  readonly now: () => number;
  readonly ask: () => Promise<number>;
}

export class KnownSockets {
  #known: { readonly at: number; readonly sockets: number } | null = null;
  #askedAt: number | null = null;
  #lastAt: number | null = null;

  /**
   * The last answer; 0 before the first. Asks behind a connect that was not the only one of ten minutes.
   *
   * @param waitUntil keeps the request alive for the question, if one is due
   */
  get({ now, ask }: Fleet, waitUntil: (asking: Promise<void>) => void): number {
    const at = now();
    // The clock may have been set back.
    const isWithin = (ms: number, earlier: number | null = null): boolean =>
      earlier !== null && Math.abs(at - earlier) < ms;
    const isBusy = isWithin(busyMs, this.#lastAt);
    this.#lastAt = at;
    if (isBusy && !isWithin(knownMs, this.#known?.at) && !isWithin(retryMs, this.#askedAt)) {
      this.#askedAt = at;
      waitUntil(this.#ask(ask, at));
    }
    return this.#known?.sockets ?? 0;
  }

  async #ask(ask: Fleet["ask"], at: number): Promise<void> {
    try {
      this.#known = { at, sockets: await ask() };
    } catch (cause) {
      logErrorSeldom("fleet not asked", cause);
    }
  }
}

const known = new KnownSockets();

/** The highest number of the last 24 hours: sockets that are opened in the morning are open in the evening. */
export const fleetSockets = ({ env, waitUntil }: Pick<RequestContext, "env" | "waitUntil">): number =>
  known.get(
    { now: () => Date.now(), ask: async () => (await callActor(() => fleetStub(env).sockets())).highest },
    waitUntil,
  );
