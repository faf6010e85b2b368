// Checks lists of messages and of what was made of them against the log: pins, edits, reactions, threads, previews, and what
// is hidden.
import { previewText } from "../../../schema/protocol/content/content.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { UserView } from "../history/final-state.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { logLines } from "./lines.ts";
import { finalState } from "./states.ts";
import type { Rule, Verdict } from "./verdict.ts";

type Message = EventFrame & { readonly type: "new-message" };

export function checkLists({ history, final, logs }: Facts, verdict: Verdict): void {
  const hides = history.records.filter((record) => record.kind === "change" && record.frame.type === "hide-messages");
  const done = new Set(
    history.records.flatMap((one) => (one.kind === "change-done" ? [`${one.user} ${one.opId}`] : [])),
  );
  for (const view of final.views) {
    const asked = new Map<string, boolean>();
    for (const record of hides) {
      if (record.kind !== "change" || record.user !== view.userId || record.frame.type !== "hide-messages") continue;
      const { conversationId, seqs } = record.frame;
      for (const seq of seqs) {
        const key = `${conversationId} ${seq}`;
        asked.set(key, asked.get(key) === true || done.has(`${record.user} ${record.opId}`));
      }
    }
    for (const [conversationId, log] of view.logs) {
      const merged = logs.get(conversationId);
      if (merged === undefined) continue;
      const messages = log.filter((event) => event.type === "new-message");
      checkHidden(view, merged, asked, verdict);
      checkPreview(view, merged, messages, verdict);
      checkOfMessages(view, merged, messages, verdict);
    }
  }
}

function same(
  rule: Rule,
  what: string,
  is: readonly (number | string)[],
  should: readonly (number | string)[],
  verdict: Verdict,
): void {
  verdict.checked(rule);
  if (is.join() !== should.join())
    verdict.violated(rule, what, () => [`is:     ${is.join(" ")}`, `should: ${should.join(" ")}`]);
}

function checkHidden(
  { userId, lists, states }: UserView,
  { conversationId, memberships }: MergedLog,
  asked: ReadonlyMap<string, boolean>,
  verdict: Verdict,
): void {
  const hidden = new Set(lists.get(conversationId)?.hidden);
  const inStates = Object.entries(states.get(conversationId) ?? {}).flatMap(([seq, state]) =>
    state.hidden === true ? [Number(seq)] : [],
  );
  same(
    "CHANGE-6",
    `${userId} has other states than hidden messages in ${conversationId}`,
    inStates,
    [...hidden].filter((seq) => memberships.sees(userId, seq)).toSorted((a, b) => a - b),
    verdict,
  );
  for (const seq of hidden) {
    if (!asked.has(`${conversationId} ${seq}`))
      verdict.violated("CHANGE-6", `${seq} of ${conversationId} is hidden, and ${userId} did not ask for it`, () => []);
  }
  for (const [key, isDone] of asked) {
    const [id, seq] = key.split(" ");
    if (id !== conversationId || !isDone) continue;
    verdict.checked("CHANGE-6");
    if (!hidden.has(Number(seq)))
      verdict.violated("CHANGE-6", `${userId} has hidden ${seq} of ${conversationId}, and sees it`, () => []);
  }
}

function checkPreview(
  { userId, inbox, lists }: UserView,
  log: MergedLog,
  messages: readonly Message[],
  verdict: Verdict,
): void {
  const preview = inbox.find(({ id }) => id === log.conversationId)?.preview ?? null;
  if (preview === null) return;
  verdict.checked("COUNT-9");
  const hidden = new Set(lists.get(log.conversationId)?.hidden);
  const newest = messages.findLast(({ seq }) => !hidden.has(seq));
  const { content } = newest === undefined ? {} : { content: newest.content, ...finalState(log, newest, userId) };
  if (newest === undefined || content === undefined) return;
  if (preview.seq !== newest.seq || preview.text !== previewText(content))
    verdict.violated("COUNT-9", `the list of ${userId} shows another message of ${log.conversationId}`, () => [
      JSON.stringify(preview),
      `should: ${previewText(content)}`,
      ...logLines(log.events, newest.seq, newest.seq),
    ]);
}

function checkOfMessages(
  { userId, lists }: UserView,
  log: MergedLog,
  messages: readonly Message[],
  verdict: Verdict,
): void {
  const listed = lists.get(log.conversationId);
  if (listed === undefined) return;
  const bySeq = new Map(messages.map((event) => [event.seq, event]));
  const { conversationId, memberships } = log;
  const pinned = messages.filter((event) => finalState(log, event, userId).pinned === true).map(({ seq }) => seq);
  if (memberships.isIn(userId))
    same(
      "CHANGE-5",
      `${userId} reads other pins in ${conversationId}`,
      listed.pins.toSorted((a, b) => a - b),
      pinned,
      verdict,
    );
  for (const [seq, items] of listed.edits) {
    const edits = (log.changes.get(seq) ?? []).filter(
      (event) => event.type === "message-edited" && memberships.sees(userId, event.seq),
    );
    const wanted = [bySeq.get(seq), ...edits].map((event) => event?.seq ?? 0);
    same(
      "CHANGE-2",
      `${userId} reads other edits of ${seq} of ${conversationId}`,
      items.map((one) => one.seq),
      wanted,
      verdict,
    );
  }
  for (const [seq, items] of listed.reactions) {
    const event = bySeq.get(seq);
    if (event === undefined) continue;
    const counts = Map.groupBy(items, ({ emoji }) => emoji);
    const is = [...counts].map(([emoji, { length }]) => `${emoji} ${length}`).toSorted();
    const wanted = (finalState(log, event, userId).reactions ?? []).map(({ emoji, count }) => `${emoji} ${count}`);
    same("CHANGE-4", `${userId} reads other reactions to ${seq} of ${conversationId}`, is, wanted.toSorted(), verdict);
  }
  for (const [root, replies] of listed.threads) {
    const wanted = messages.filter(({ thread, content }) => thread === root && content.type !== "gone");
    const is = replies.filter((seq) => bySeq.get(seq)?.content.type !== "gone");
    same(
      "THREAD-4",
      `${userId} reads another thread of ${root} of ${conversationId}`,
      is,
      wanted.slice(-200).map(({ seq }) => seq),
      verdict,
    );
  }
}
