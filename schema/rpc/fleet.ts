// Calls to the one object that knows of the whole deployment: how many sockets are open.
import type { UserId } from "../protocol/ids.ts";

/** What the session of a sampled user tells. */
export interface SocketReport {
  readonly userId: UserId;
  /** Open now: what is told replaces what was told before. */
  readonly sockets: number;
  /** The user stands for so many, that one included. */
  readonly oneIn: number;
}

/** An estimate of the deployment's open sockets. */
export interface FleetSockets {
  readonly now: number;
  /** The highest of the last 24 hours, now included. */
  readonly highest: number;
}

export interface FleetRpc {
  tellSockets(report: SocketReport): Promise<void>;
  sockets(): Promise<FleetSockets>;
}
