// The two ends of a stream through thousands of random schedules: the real ones hold, every mistake that we know is caught.
import { describe, expect, it } from "vitest";
import { BadReceiver, BadPublisher, type ReceiverFault, type PublisherFault } from "../support/bad-publishers.ts";
import { firstSeed, longRuns } from "../support/fuzz-runs.ts";
import { production, simulate, type Variant } from "../support/stream-simulation.ts";

/** The first seed that violates a promise, and what it violates; null when none does. */
function firstViolation(
  variant: Variant,
  seeds: number,
  from = 1,
): { seed: number; violation: string; trace: readonly string[] } | null {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = simulate(seed, variant);
    if (violation !== null) return { seed, violation, trace: simulate(seed, variant, true).trace };
  }
  return null;
}

const withPublisher = (fault: PublisherFault | null): Variant => ({
  ...production,
  makePublisher: (have, unsure) => new BadPublisher(have, unsure, fault),
});
const withReceiver = (fault: ReceiverFault | null): Variant => ({
  ...production,
  makeReceiver: () => new BadReceiver(fault),
});

const publisherFaults: PublisherFault[] = [
  "an idle answer is honoured though a read came meanwhile",
  "an idle answer to a delivery without events silences the stream",
  "two deliveries are in flight",
  "no rewind to what the subscriber has",
  "a retry is not flagged",
  "a delivery that failed counts as taken",
  "what pages gave is not flagged",
  "a read moves a stream that is not idle",
  "a read does not wake",
  "what was sent counts as settled",
];

// Two checks of the receiver are tested in stream-receiver.test.ts only. That a refresh minds a mark on its way shows in one of
// 25,000 schedules; that a delivery beyond a gap is not taken shows in none: it guards against a wrong `have`.
const receiverFaults: ReceiverFault[] = [
  "no memory of what a socket's pages gave",
  "sockets get events while pages are on their way",
  "a socket is caught up after its page whatever others got",
  "a refresh overlooks what deliveries have shown",
  "a refresh overlooks an idle answer",
  "read cursors are overlooked",
  "overlap is not dropped",
  "after a loss of memory a redelivery is taken for new",
  "a page that gave part of a redelivery counts for all of it",
  "counts are shown to sockets that are further",
];

const worldFaults: [string, Variant][] = [
  ["the wake is a call of its own", { ...production, wakeApart: true }],
  ["a cold start believes that all was delivered", { ...production, forgetsUnsettled: true }],
  ["a refresh clears the stale mark blindly", { ...production, clearsStaleBlindly: true }],
  ["a socket's attachment overlooks what deliveries gave", { ...production, attachmentsOverlook: "deliveries" }],
  ["a socket's attachment overlooks what pages gave", { ...production, attachmentsOverlook: "pages" }],
];

const seedsToCatch = 20_000;

describe("the streams as a model", () => {
  it(
    "[STREAM-1] 20,000 random schedules, none violated",
    () => {
      expect(firstViolation(production, 20_000 * longRuns(), firstSeed(1))).toBeNull();
    },
    longRuns() * 30_000,
  );

  it("[STREAM-2] the stand-ins behave like the real ones while no fault is switched on", () => {
    expect(firstViolation({ ...withPublisher(null), makeReceiver: () => new BadReceiver(null) }, 1_000)).toBeNull();
  });

  it.each([
    ...publisherFaults.map((fault): [string, Variant] => [fault, withPublisher(fault)]),
    ...receiverFaults.map((fault): [string, Variant] => [fault, withReceiver(fault)]),
    ...worldFaults,
  ])("[STREAM-2] caught: %s", (_fault, variant) => {
    expect(firstViolation(variant, seedsToCatch)).not.toBeNull();
  });
});
