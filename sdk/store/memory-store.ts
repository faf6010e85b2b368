// The store that forgets with the process.
import type { KlatchStore } from "./klatch-store.ts";

export interface EventLimit {
  /** Events kept per conversation; beyond it the oldest go. 5,000 unless given. */
  readonly maxEventsPerConversation?: number;
}

/** Keeps everything in memory: the default, and good for tests. */
export declare function memoryStore(options?: EventLimit): KlatchStore;
