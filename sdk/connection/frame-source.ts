// What the uplink asks of everything that has frames to send.

/** How much may go now. */
export interface Room {
  readonly frames: number;
  /** UTF-8 bytes of the frames together, a separator byte for each included. */
  readonly bytes: number;
}

export interface FrameSource {
  /** Frames as JSON, at most as much as there is room for; taken means sent. */
  take(room: Room, nowMs: number): string[];
  /** When there is, or will be, something to take; null: not before something else happens. */
  readyAtMs(nowMs: number): number | null;
}
