// Calls to the one object that knows of the whole deployment: how many sockets are open, and how far the tables of all
// objects are.
import type { UserId } from "../protocol/ids.ts";
import type { SweptClass } from "../versions/newest.ts";

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

/** An object that could not be asked. */
export interface SweepFailure {
  readonly class: SweptClass;
  readonly name: string;
  readonly error: string;
  readonly attempts: number;
  /** ms since 1970; null: not before the next sweep. */
  readonly retryAt: number | null;
}

/** Objects that were asked, by what their tables have. */
export interface SweepCount {
  readonly class: SweptClass;
  readonly versions: Readonly<Record<string, number>>;
  readonly objects: number;
}

/** The newest sweep: wakes every object that somebody made, so that it migrates. */
export interface SweepState {
  readonly state: "running" | "stopped" | "done";
  readonly reason: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Every account was found; conversations are found by sessions. */
  readonly hasFoundAccounts: boolean;
  /** Objects that were found and not asked yet, those that ran older code, and those that could not be asked. */
  readonly waiting: number;
  readonly older: number;
  readonly failed: number;
  readonly counts: readonly SweepCount[];
  /** The first 50. */
  readonly failures: readonly SweepFailure[];
}

export interface FleetRpc {
  /** Begins, or goes on. Nothing changes if one is running. */
  startSweep(request: { readonly reason: string }): Promise<SweepState>;
  /** It keeps its place. @returns null if there was none */
  stopSweep(): Promise<SweepState | null>;
  /** Null before the first. */
  sweep(): Promise<SweepState | null>;
  tellSockets(report: SocketReport): Promise<void>;
  sockets(): Promise<FleetSockets>;
}
