// The platform as the SDK uses it, all injectable: fetch, WebSocket, a clock, timers and random numbers.

/** The part of a standard `Response` that the SDK uses. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** Its bytes, as they come. Null or left out: this platform only gives them all at once. */
  readonly body?: {
    /** To be called once. */
    getReader(): ByteReader;
  } | null;
  /** All its bytes. */
  arrayBuffer?(): Promise<ArrayBuffer>;
}
/** The part of a standard reader of a stream that the SDK uses. */
export interface ByteReader {
  /** The next bytes; `done`: there are no more. */
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  /** Nobody wants the rest. */
  cancel(): Promise<void>;
}
/** The part of the standard `fetch` that the SDK uses. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
    signal: AbortSignal;
  },
) => Promise<HttpResponse>;

/** The part of the standard WebSocket that the SDK uses. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason?: string }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
}
/** Opens a socket, as `new WebSocket` does. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** The platform functions that the SDK needs. By default they are the platform's own. */
export interface Runtime {
  readonly fetch: Fetch;
  /** Node before 22 has none: then pass one, for example that of the package `ws`. */
  readonly WebSocket: WebSocketConstructor;
  /** Milliseconds since 1970 by the device's clock, which may be wrong. */
  readonly now: () => number;
  /** Runs `run` once after `delayMs`. Returns a function that cancels it. */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
  /** A number from 0 (included) to 1 (excluded) with at least 32 random bits. */
  readonly random: () => number;
  /**
   * Calls `listener` when the network or the app comes back, so that the SDK need not wait for the next heartbeat or
   * attempt. Returns a function that stops this. Never calls it where the platform has no such events.
   */
  readonly onWake: (listener: () => void) => () => void;
}

function setPlatformTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** React Native has no `crypto`. `Math.random` suffices there, since message ids must be unique for one sender only. */
function platformRandom(): number {
  if (typeof crypto === "undefined") return Math.random();
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

interface EventSource {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** In browsers: the network is back, the page is visible again, or it returns from the back-forward cache. */
function onPlatformWake(listener: () => void): () => void {
  const { window, document } = globalThis as {
    window?: EventSource;
    document?: EventSource & { readonly visibilityState: string };
  };
  if (window === undefined || document === undefined) return () => {};
  const whenVisible = (): void => {
    if (document.visibilityState === "visible") listener();
  };
  window.addEventListener("online", listener);
  window.addEventListener("pageshow", listener);
  document.addEventListener("visibilitychange", whenVisible);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("pageshow", listener);
    document.removeEventListener("visibilitychange", whenVisible);
  };
}

/** Node before 22 has no WebSocket, whatever the types say. Calls over HTTP work without it. */
export const hasWebSocket = ({ WebSocket }: Partial<Runtime>): boolean => WebSocket !== undefined;

/** The platform's functions, except those that `given` replaces. */
export function runtimeWith(given: Partial<Runtime>): Runtime {
  return {
    // Wrapped, because browsers refuse `fetch` with another `this`.
    fetch: given.fetch ?? ((url, init) => fetch(url, init)),
    WebSocket: given.WebSocket ?? globalThis.WebSocket,
    now: given.now ?? (() => Date.now()),
    setTimer: given.setTimer ?? setPlatformTimer,
    random: given.random ?? platformRandom,
    onWake: given.onWake ?? onPlatformWake,
  };
}
