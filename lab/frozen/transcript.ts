// What one client and a server said to each other, recorded once and replayed to every later client.

/** A call over HTTP. Calls are found again by method and path, in their order. */
export interface RecordedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What happened on sockets and around them, in order. */
export type RecordedStep =
  /** The story asked others to act, or the wire to break. */
  | { readonly kind: "act"; readonly name: string }
  /** The client began a call that changes something: what is said after it may be its effect. */
  | { readonly kind: "call"; readonly method: string; readonly path: string }
  | { readonly kind: "open" }
  | { readonly kind: "close"; readonly code: number }
  | { readonly kind: "up"; readonly frame: Readonly<Record<string, unknown>> }
  | { readonly kind: "down"; readonly frame: Readonly<Record<string, unknown>> };

export interface Transcript {
  readonly calls: readonly RecordedCall[];
  readonly steps: readonly RecordedStep[];
  /** The texts that others needed to know, such as the name of whom the story talks to. */
  readonly names: Readonly<Record<string, string>>;
  /** What the story observed. */
  readonly observed: unknown;
}

/** The frames of one WebSocket message; none for `ping` and `pong`. */
export function framesIn(text: string): readonly Readonly<Record<string, unknown>>[] {
  if (text === "ping" || text === "pong") return [];
  const parsed = JSON.parse(text) as Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];
  return [parsed].flat();
}
