// A channel to the other tabs of this browser, where there is one.
interface Channel {
  readonly postMessage: (message: string) => void;
  readonly addEventListener: (type: "message", listener: (event: { readonly data: unknown }) => void) => void;
}

/** Null: the browser has none, or refuses it. */
export function openChannel(name: string): Channel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
