// Jobs that are not done, where others of their batch are.

export interface Postponement {
  /** What was met, for the dead letter that it may become. */
  readonly error: string;
  /** When it is tried again; missing: as usual. */
  readonly delaySeconds?: number;
}

/** By the job's id. */
export type Postponed = ReadonlyMap<string, Postponement>;
