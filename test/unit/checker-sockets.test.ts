// The chaos checker on one socket: what order of events the protocol allows, and what it does not.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../lab/chaos/check/verdict.ts";
import { bob, direct, message, Story } from "../support/checker-story.ts";

/** `sync 2`, `sync` without this conversation, `done`, `required`, or the seq of an event. */
type Step = `sync ${number}` | "sync" | "done" | "required" | "expired" | number;

function violationsOf(steps: readonly Step[]): Partial<Record<Rule, number>> {
  const story = new Story();
  const socket = 7;
  story.note({ kind: "open", socket, device: "raw-2" });
  for (const step of steps) {
    if (step === "done") story.note({ kind: "sync-done", socket });
    else if (step === "sync") story.note({ kind: "sync", socket, cursors: {} });
    else if (step === "expired") story.note({ kind: "auth-required", socket });
    else if (step === "required") story.note({ kind: "sync-required", socket, conversationId: direct });
    else if (typeof step === "number") {
      const event = story.log(bob, direct)[step - 1] ?? message(direct, step, bob, "none");
      story.note({ kind: "event", socket, event });
    } else story.note({ kind: "sync", socket, cursors: { [direct]: Number(step.slice(5)) } });
  }
  return story.violations;
}

describe("[CHAOS-2] a socket may", () => {
  it.each<readonly [string, readonly Step[]]>([
    ["go on after its cursor", ["sync 1", 2, "done", 3, 4]],
    ["begin anywhere where it named no cursor", [3, 4]],
    ["get again what came just before its own sync", ["sync", "done", "sync 0", 1, 1, "done", 2]],
    ["begin anew for a later sync", ["sync 0", 1, "done", 2, 3, "sync 1", 4, 2, 3, 4, "done"]],
    ["begin anew once for each of two syncs", ["sync 0", "sync 0", 1, 2, "done", 1, 2, "done", 3]],
    [
      "begin anew after a renewal, wherever its first sync says",
      ["sync 0", 1, "done", "expired", "sync", "sync 1", "done", 3, 2, 3, "done", 4],
    ],
    ["stop and begin anew where it must sync", ["sync 0", 1, "done", "required", "sync 1", 2, "done", 3]],
  ])("%s", (_, steps) => {
    expect(violationsOf(steps)).toEqual({});
  });
});

describe("[CHAOS-2] a socket may not", () => {
  it.each<readonly [string, Rule, readonly Step[]]>([
    ["miss an event after a renewal", "STREAM-1", ["sync 0", 1, "done", "expired", "sync 1", "done", 2, 4]],
    ["get events out of order", "ORDER-3", ["sync 0", 2, 1, "done", 3]],
    ["get an event twice", "ORDER-3", ["sync 0", 1, 2, 2, "done"]],
    ["get events again of a sync that is done", "ORDER-3", ["sync 1", 2, 3, "done", 2]],
    ["miss an event", "STREAM-1", ["sync 0", 1, "done", 3]],
    ["miss the first after its cursor", "STREAM-1", ["sync 1", 3, "done"]],
  ])("%s (%s)", (_, rule, steps) => {
    expect(violationsOf(steps)).toEqual({ [rule]: 1 });
  });
});
