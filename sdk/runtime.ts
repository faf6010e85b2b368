// What the SDK needs from its surroundings, all of it injectable: fetch, WebSocket, a clock, timers and random numbers.

export interface HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<HttpResponse>;

/** The part of the standard WebSocket that the SDK uses. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
}
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

export interface Runtime {
  readonly fetch: Fetch;
  readonly WebSocket: WebSocketConstructor;
  /** Milliseconds since 1970 by the device's own clock, right or wrong. */
  readonly now: () => number;
  /** Runs `run` once after `delayMs`; the result cancels it. */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
  /** A number from 0 (included) to 1 (excluded) with at least 32 random bits. */
  readonly random: () => number;
}

function setPlatformTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** React Native has no `crypto` of its own; message ids need to be unique for one sender only. */
function platformRandom(): number {
  if (typeof crypto === "undefined") return Math.random();
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/** The platform's own, save what `given` replaces. */
export function runtimeWith(given: Partial<Runtime>): Runtime {
  return {
    // Called as a plain function: browsers refuse `fetch` with another `this`.
    fetch: given.fetch ?? ((url, init) => fetch(url, init)),
    WebSocket: given.WebSocket ?? globalThis.WebSocket,
    now: given.now ?? (() => Date.now()),
    setTimer: given.setTimer ?? setPlatformTimer,
    random: given.random ?? platformRandom,
  };
}
