// What the meters say when nothing happened.
import type { Counts } from "../../lab/bench/meter/counts.ts";

export const noCounts: Counts = {
  workerRequests: 0,
  objectRequests: {},
  socketMessagesIn: 0,
  socketMessagesOut: 0,
  rowsWritten: {},
  rowsRead: {},
  activeMs: {},
  queueMessages: 0,
  r2Writes: 0,
  r2Reads: 0,
  logLines: {},
};
