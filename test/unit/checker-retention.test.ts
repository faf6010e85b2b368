// The chaos checker on how long messages stay: a clean history passes, and each violation that is planted is found under its
// rule and no other.
import { describe, expect, it } from "vitest";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { changed, ChangedStory, dora } from "../support/checker-changes.ts";
import { bob } from "../support/checker-story.ts";

const hourMs = 3_600_000;

const setting = (ttlMs: number | null, seq = 11): EventFrame => ({
  type: "conversation-settings-changed",
  conversationId: changed,
  seq,
  senderId: bob,
  ttlMs,
  createdAt: seq,
  fallback: "",
});

const note = (story: ChangedStory, ttlMs: number | null, kind: "retention" | "retention-set" = "retention"): void =>
  story.note({ kind, user: bob, conversationId: changed, ttlMs });

const inInboxes = (story: ChangedStory, ttlMs: number): void => {
  for (const userId of [bob, dora]) Object.assign(story.entry(userId, changed), { retention: { ttlMs, setBy: bob } });
};

/** Bob sets it, is told so, and both see it. */
function set(story: ChangedStory): void {
  note(story, hourMs);
  story.add([setting(hourMs)]);
  note(story, hourMs, "retention-set");
  inInboxes(story, hourMs);
}

/** The event of this seq, in both logs, has this end. What sockets got had none. */
function end(story: ChangedStory, seq: number, expiresAt: number): void {
  story.remove((one) => one.kind === "event" && one.event.conversationId === changed);
  story.remove((one) => one.kind === "page" && one.conversationId === changed);
  for (const userId of [bob, dora]) {
    const log = story.log(userId, changed);
    const at = log.findIndex((event) => event.seq === seq);
    log.splice(at, 1, Object.assign({}, log[at], { expiresAt }));
  }
}

it("[CHAOS-2] a setting that is seen everywhere holds", () => {
  const story = new ChangedStory();
  set(story);
  expect(story.violations).toEqual({});
});

describe("[CHAOS-2] what is planted is found under EXPIRE-10 only:", () => {
  it.each<[what: string, plant: (story: ChangedStory) => void]>([
    ["a message ends without a setting before it", (story) => end(story, 2, 2 + hourMs)],
    ["an edit has another end than its message", (story) => end(story, 4, 4 + hourMs)],
    [
      "what is so already is set",
      (story) => {
        note(story, null);
        story.add([setting(null)]);
      },
    ],
    [
      "a setting that nobody asked for",
      (story) => {
        story.add([setting(hourMs)]);
        inInboxes(story, hourMs);
      },
    ],
    [
      "one that was asked for once is there twice",
      (story) => {
        set(story);
        note(story, null);
        story.add([setting(null, 12), setting(hourMs, 13)]);
      },
    ],
    ["an answered setting is not in the log", (story) => note(story, hourMs, "retention-set")],
    [
      "inboxes do not show it",
      (story) => {
        note(story, hourMs);
        story.add([setting(hourMs)]);
      },
    ],
  ])("%s", (_, plant) => {
    const story = new ChangedStory();
    plant(story);
    expect(Object.keys(story.violations)).toEqual(["EXPIRE-10"]);
  });
});
