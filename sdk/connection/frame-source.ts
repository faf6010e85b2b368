// The interface between the uplink and each part that has frames to send.

/** How much may be sent now. */
export interface SendBudget {
  readonly frames: number;
  /** UTF-8 bytes of all frames, including one separator byte for each. */
  readonly bytes: number;
}

export interface FrameSource {
  /** Frames as JSON, within the budget. The caller sends all of them. */
  take(budget: SendBudget, nowMs: number): string[];
  /** When frames will be ready, in ms since 1970; at most `nowMs` if they are ready now. Null: nothing is scheduled. */
  readyAtMs(nowMs: number): number | null;
}
