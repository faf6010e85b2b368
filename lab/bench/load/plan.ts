// What a load process is told to do, and what it answers: plain data, for it goes over a process boundary.

/** One socket of a load. */
export interface SocketPlan {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it sends a `sync` first, so that it gets events; `counted`: each one is held against the promise. */
  readonly listens: "no" | "uncounted" | "counted";
  /** The conversation's newest event so far: what is counted begins with the next. */
  readonly afterSeq: number;
  /** Sends messages to this conversation; null: only listens. */
  readonly sendsTo: string | null;
}

export interface LoadPlan {
  /** Which text in what comes back stands for one frame answered. */
  readonly answerMark: string;
  /** Frames in flight per sending socket, and how many of them travel in one WebSocket message. */
  readonly window: number;
  readonly batch: number;
  readonly sockets: readonly SocketPlan[];
  /** How many counted sockets each message reaches, the sender's own left out. */
  readonly deliveries: number;
  /** Of the counted sockets, so many check each event's seq; the others are checked by count. */
  readonly checkedSockets: number;
  /** The server's clock, as far as it is ahead of ours: messages carry their time in their ids. */
  readonly clockAheadMs?: number;
}

export interface RoundPlan {
  readonly warmMs: number;
  readonly measureMs: number;
}

/** What one process counted between two looks at its clock. */
export interface RoundResult {
  readonly seconds: number;
  readonly acked: number;
  /** Events that reached counted sockets; one's own do not count. */
  readonly delivered: number;
  /** Frames sent and answered, warm-up and what was in flight at the end included; all must be equal. */
  readonly sentInAll: number;
  readonly ackedInAll: number;
  readonly deliveredInAll: number;
}

export interface LatencyPlan {
  readonly sender: number;
  /** The socket that is to receive it; the sender itself for an answer. */
  readonly receiver: number;
  readonly samples: number;
  /** Before each one: 0 keeps all processes awake. */
  readonly restMs: number;
}

/** One message at a time to all who listen, the next one when every counted socket has it. */
export interface ReachPlan {
  readonly sender: number;
  readonly samples: number;
  /** Before each one: what the server still does for the one before ends. */
  readonly restMs: number;
}

/** In ms, message by message. */
export interface ReachTimes {
  readonly acked: readonly number[];
  /** Until the last of the counted sockets had it, the sender's own among them. */
  readonly reachedAll: readonly number[];
}

export type Command =
  | { readonly do: "open"; readonly load: string; readonly plan: LoadPlan }
  | { readonly do: "round"; readonly load: string; readonly plan: RoundPlan }
  /** Each sender sends a different number of messages, from none up to this: so that what comes by count comes evenly. */
  | { readonly do: "stagger"; readonly load: string; readonly upTo: number }
  | { readonly do: "latency"; readonly load: string; readonly plan: LatencyPlan }
  | { readonly do: "reach"; readonly load: string; readonly plan: ReachPlan }
  | { readonly do: "close"; readonly load: string };

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
