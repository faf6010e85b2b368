// The chaos checker on files: one that lasts, and one whose message was taken back.
import { describe, expect, it } from "vitest";
import { checkFiles } from "../../lab/chaos/check/files.ts";
import { gatherFacts } from "../../lab/chaos/check/facts.ts";
import { Verdict, type Rule } from "../../lab/chaos/check/verdict.ts";
import type { FinalState, GotFile } from "../../lab/chaos/history/final-state.ts";
import type { HistoryRecord } from "../../lab/chaos/history/record.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { ada, bob, direct, message } from "../support/checker-story.ts";

const [lasting, ended] = ["file_lasting", "file_ended"] as [FileId, FileId];

const withFile = (seq: number, fileId: FileId): EventFrame => ({
  ...message(direct, seq, bob, `c${seq}`),
  content: { type: "file", fileId, size: 4, mimeType: "application/octet-stream", name: "menu" },
});
const gone: EventFrame = { ...message(direct, 2, bob, "c2"), content: { type: "gone", fallback: "" } };

/** What happened, and what is left of it. */
function story() {
  const records: HistoryRecord[] = [lasting, ended].flatMap((fileId, index) => {
    const sent = { at: 1, user: bob, conversationId: direct, clientMsgId: `c${index + 1}` };
    return [
      { at: 1, kind: "file", user: bob, fileId, text: `text of ${fileId}` },
      { ...sent, kind: "send", socket: null, text: JSON.stringify({ type: "file", fileId }) },
      { ...sent, kind: "ack", seq: index + 1 },
      { at: 2, kind: "event", socket: 1, event: withFile(index + 1, fileId) },
    ] as HistoryRecord[];
  });
  const files: GotFile[] = [
    { userId: ada, conversationId: direct, seq: 1, fileId: lasting, answer: { text: `text of ${lasting}` } },
    { userId: ada, conversationId: direct, seq: 2, fileId: ended, answer: { code: "FILE_NOT_FOUND" } },
  ];
  return { records, files, log: [withFile(1, lasting), gone], storedFiles: new Set([lasting]), hidden: [] as number[] };
}
type Story = ReturnType<typeof story>;

function verdictOf({ records, files, log, storedFiles, hidden }: Story): Verdict {
  const verdict = new Verdict();
  const view = { userId: ada, logs: new Map([[direct, log]]), lists: new Map([[direct, { hidden }]]) };
  const final = standInFor<FinalState>({ views: [view], files, storedFiles });
  checkFiles(gatherFacts({ seed: 0, devices: [], records }, final), verdict);
  return verdict;
}
const counts = (told: Story, of: "checked" | "violations"): Partial<Record<Rule, number>> =>
  Object.fromEntries(verdictOf(told).rules.flatMap((rule) => (rule[of] > 0 ? [[rule.rule, rule[of]]] : [])));

it("[CHAOS-2] [CHAOS-7] files that are given and gone as they should be hold, and were looked at", () => {
  expect(counts(story(), "violations")).toEqual({});
  expect(counts(story(), "checked")).toEqual({ "FILE-5": 2, "FILE-8": 1 });
});

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each<[what: string, rule: Rule, plant: (told: Story) => void]>([
    ["a file is lost", "FILE-5", ({ files }) => Object.assign(files[0] ?? {}, { answer: { code: "FILE_NOT_FOUND" } })],
    ["a file has other bytes", "FILE-5", ({ files }) => Object.assign(files[0] ?? {}, { answer: { text: "other" } })],
    ["what one has deleted for oneself is given", "FILE-5", ({ hidden }) => hidden.push(1)],
    ["what was taken back is given", "FILE-5", ({ files }) => Object.assign(files[1] ?? {}, { answer: { text: "x" } })],
    ["the bytes of what was taken back stay", "FILE-8", ({ storedFiles }) => storedFiles.add(ended)],
  ])("%s (%s)", (_, rule, plant) => {
    const told = story();
    plant(told);
    expect(counts(told, "violations")).toEqual({ [rule]: 1 });
  });
});

it("a file is not awaited to end while a copy, or a message that nobody saw, may have it", () => {
  const told = story();
  told.storedFiles.add(ended);
  const from = { conversationId: direct, seqs: [2] };
  const copied: HistoryRecord = {
    at: 3,
    kind: "forward",
    user: ada,
    conversationId: direct,
    clientMsgId: "c9" as never,
    from,
    merged: false,
  };
  expect(counts({ ...told, records: [...told.records, copied] }, "violations")).toEqual({});
  const unanswered = told.records.filter(({ kind }) => kind !== "ack");
  expect(counts({ ...told, records: unanswered }, "violations")).toEqual({});
});
