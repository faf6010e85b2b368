// Cloudflare's prices beyond what a plan includes, in USD (Workers Paid, checked in November 2026).

const million = 1_000_000;

export const prices = {
  workerRequest: 0.3 / million,
  /** A call, an alarm, an upgrade. */
  objectRequest: 0.15 / million,
  /** Twenty of them are billed as one request; outgoing ones, pings and automatic answers are free. */
  socketMessageIn: 0.15 / million / 20,
  /** An active object is billed for all of its 128 MB. */
  gbSecond: 12.5 / million,
  rowRead: 0.001 / million,
  rowWritten: 1 / million,
  /** Writing, reading and deleting are one each, per 64 KB. */
  queueOperation: 0.4 / million,
  r2Write: 4.5 / million,
  r2Read: 0.36 / million,
  imageTransformed: 0.5 / 1_000,
  /** Cloudflare Email Service, beyond 3,000 a month. */
  email: 0.35 / 1_000,
  objectGbMonth: 0.2,
  d1GbMonth: 0.75,
  r2GbMonth: 0.015,
  /** Workers Logs, from December 2026: by volume. */
  logGb: 0.25,
  logGbMonth: 0.1,
} as const;

/** Of an entry of an invocation, by Cloudflare's average; a line of our own has less text and the same fields around it. */
const logEntryBytes = 4_840;
const logMonths = 7 / 30;
export const logEntryUsd = (logEntryBytes / 1e9) * (prices.logGb + logMonths * prices.logGbMonth);

export const objectGb = 0.128;
export const operationsPerQueueMessage = 3;
