// Commands to a load process and its answers: plain data, because they cross a process boundary.

/** What carries the frames; `klatch`: they are WebSocket messages as they are. */
export type Transport = "klatch" | "socket.io" | "xmpp";

/** Where a socket connects. */
export type Place = Pick<SocketPlan, "port" | "path" | "headers" | "transport">;

/** One socket of a load. */
export interface SocketPlan {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
  /** Whether the socket sends a `sync` first, so that it gets events; `counted`: its events are also checked. */
  readonly listens: "no" | "uncounted" | "counted";
  /** The conversation's newest seq at the start: checks begin with the next one. */
  readonly afterSeq: number;
  /** The only one that it sends to and hears of. */
  readonly conversationId: string;
  readonly sends: boolean;
}

export interface LoadPlan {
  /** The text that marks one answered frame in what is received. */
  readonly answerMark: string;
  /** Frames in flight per sending socket, and how many of them are in one WebSocket message. */
  readonly window: number;
  readonly batch: number;
  readonly sockets: readonly SocketPlan[];
  /** How many counted sockets get each message, without the sender's own. */
  readonly deliveries: number;
  /** So many of the counted sockets check each event's seq; the others check the number of events. */
  readonly checkedSockets: number;
  /** How far the server's clock is ahead of ours: ids of messages contain the time. */
  readonly clockAheadMs?: number;
}

export interface RoundPlan {
  readonly warmMs: number;
  readonly measureMs: number;
}

/** The counts of one process within the measured time. */
export interface RoundResult {
  readonly seconds: number;
  readonly acked: number;
  /** Events received by counted sockets, without their own. */
  readonly delivered: number;
  /** Frames sent and answered, including warm-up and those in flight at the end; all must be equal. */
  readonly sentInAll: number;
  readonly ackedInAll: number;
  readonly deliveredInAll: number;
  /** From the first frame sent until all of these had arrived. */
  readonly secondsInAll: number;
}

export interface LatencyPlan {
  readonly sender: number;
  /** The socket that must receive it; the sender itself for an answer. */
  readonly receiver: number;
  readonly samples: number;
  /** Pause before each message; 0 keeps all processes awake. */
  readonly restMs: number;
}

/** Sends one message at a time to all listeners; the next one follows when every counted socket has it. */
export interface ReachPlan {
  readonly sender: number;
  readonly samples: number;
  /** Pause before each message, so that the server finishes the work for the last one. */
  readonly restMs: number;
}

/** In ms, message by message. */
export interface ReachTimes {
  readonly acked: readonly number[];
  /** Until the last counted socket had it, including the sender's own. */
  readonly reachedAll: readonly number[];
}

/** Messages without a window, at the pace of people: each sender one in each interval, all of them evenly spread. */
export interface PacePlan {
  readonly intervalMs: number;
  readonly messagesEach: number;
}

export interface PaceTimes {
  /** All of them acked and delivered. */
  readonly sent: number;
  /** Ms until a socket that only listens had each message; where a conversation has one sender. */
  readonly delivered: readonly number[];
}

export type Command =
  | { readonly do: "open"; readonly load: string; readonly plan: LoadPlan }
  | { readonly do: "round"; readonly load: string; readonly plan: RoundPlan }
  /**
   * Each sender sends a different number of messages, from none up to `upTo`: so that work that follows a count is
   * spread evenly.
   */
  | { readonly do: "stagger"; readonly load: string; readonly upTo: number }
  | { readonly do: "latency"; readonly load: string; readonly plan: LatencyPlan }
  | { readonly do: "reach"; readonly load: string; readonly plan: ReachPlan }
  | { readonly do: "pace"; readonly load: string; readonly plan: PacePlan }
  | { readonly do: "close"; readonly load: string };

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
