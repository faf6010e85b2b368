// Planted bugs: named small edits that somebody might make. A test must catch each one.

export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  /** Must occur in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The test files that must fail, as vitest selects them. */
  readonly caughtBy: readonly string[];
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "a message is acked, and never stored",
    file: "durable-objects/conversation/log/flush.ts",
    find: "store.insert({ events: this.events, settledSeq",
    replace: "store.insert({ events: this.events.filter(({ ordinal }) => ordinal % 7 !== 0), settledSeq",
    caughtBy: ["test/unit/log-model.test.ts"],
  },
  {
    name: "memory is assigned before the transaction has returned",
    file: "durable-objects/conversation/log/event-log.ts",
    find: "      rules.save();\n",
    replace: "      rules.save();\n      this.#state = flush.draft.finish();\n",
    caughtBy: ["test/unit/log-rollback.test.ts", "test/unit/log-faults.test.ts"],
  },
  {
    name: "duplicates are not looked for",
    file: "durable-objects/conversation/ops/send.ts",
    find: '  if ("earlier" in found) {\n',
    replace: '  if ("earlier" in found && found.earlier.seq > flush.draft.headSeq) {\n',
    caughtBy: ["test/unit/log-model.test.ts"],
  },
  {
    name: "permission is judged before the duplicate",
    file: "durable-objects/conversation/ops/send.ts",
    find: "  const { actorId, item } = op;\n",
    replace:
      '  const { actorId, item } = op;\n  const early = flush.rules.judge(actorId, { kind: "send", item }, flush.now);\n  if (early !== null) return { refusal: early };\n',
    caughtBy: ["test/unit/log-faults.test.ts", "test/unit/group-log-model.test.ts"],
  },
  {
    name: "a stale idle answer is honoured",
    file: "durable-objects/stream/publisher.ts",
    find: "inFlight.readsBefore === this.#reads && ",
    replace: "",
    caughtBy: ["test/unit/stream-publisher.test.ts", "test/unit/stream-publishers.test.ts"],
  },
  {
    name: "the watermark moves when a delivery starts, not when it is answered",
    file: "durable-objects/stream/publisher.ts",
    find: "    this.#inFlight = { step, last, readsBefore: this.#reads };\n",
    replace: "    this.#inFlight = { step, last, readsBefore: this.#reads };\n    this.#have = last;\n",
    caughtBy: ["test/unit/stream-publisher.test.ts", "test/unit/stream-publishers.test.ts"],
  },
  {
    name: "a lost delivery is not flagged when it is sent again",
    file: "durable-objects/stream/publisher.ts",
    find: "    if (this.#inFlight.last > this.#inFlight.step.prev) this.#unsure = true;\n",
    replace: "",
    caughtBy: ["test/unit/stream-publisher.test.ts", "test/unit/stream-publishers.test.ts"],
  },
  {
    name: "everything counts as settled at once",
    file: "durable-objects/stream/publishers.ts",
    find: "settled = Math.min(settled, has);",
    replace: "settled = Math.min(settled, headSeq);",
    caughtBy: ["test/unit/stream-publishers.test.ts"],
  },
  {
    name: "signals overtake the events that they count",
    file: "durable-objects/stream/publishers.ts",
    find: "const carried = newest ? [...signals] : [];",
    replace: "const carried = [...signals];",
    caughtBy: ["test/unit/stream-publishers.test.ts"],
  },
  {
    name: "a session takes events beyond what it has",
    file: "durable-objects/stream/stream-receiver.ts",
    find: "    if (prev > forwarded) return",
    replace: "    if (prev > forwarded + 1_000) return",
    caughtBy: ["test/unit/stream-receiver.test.ts"],
  },
  {
    name: "a cursor moves in memory only",
    file: "durable-objects/conversation/log/checkpoints.ts",
    find: "    if (!isDue && cursors.length === 0) return null;\n",
    replace: "    if (!isDue) return null;\n",
    caughtBy: ["test/unit/log-model.test.ts", "test/unit/log-costs.test.ts"],
  },
  {
    name: "a cursor that moved between two events is restored after both",
    file: "durable-objects/conversation/log/log-row.ts",
    find: "      const cursorsTo = later < 0 ? cursors.length : later;\n",
    replace: "      const cursorsTo = later < 0 ? cursors.length : cursorsFrom;\n",
    caughtBy: ["test/unit/log-rows.test.ts"],
  },
  {
    name: "a cold start puts the cursors of a commit behind its events",
    file: "durable-objects/conversation/log/cold-start.ts",
    find: "    cursors.unshift(...row.cursors);\n",
    replace: "    cursors.push(...row.cursors.map((one) => ({ ...one, atSeq: row.lastSeq })));\n",
    caughtBy: ["test/unit/log-rows.test.ts", "test/unit/log-model.test.ts"],
  },
  {
    name: "a look-up in a flush does not see the flush's own events",
    file: "durable-objects/conversation/log/flush.ts",
    find: "this.events[seq - this.#state.headSeq - 1] ?? this.#tools",
    replace: "this.#tools",
    caughtBy: ["test/unit/log-rows.test.ts"],
  },
  {
    name: "a socket's attachment does not note what the socket was given",
    file: "durable-objects/sockets/feeds.ts",
    find: "      socket.noteGiven(conversationId, events.lastSeq ?? answer.have);\n",
    replace: "",
    caughtBy: ["test/spec/hibernation.test.ts"],
  },
  {
    name: "of an erased message the log keeps the hash",
    file: "durable-objects/conversation/log/log-row.ts",
    find: "JSON.stringify({ ...columns, hashes:",
    replace: "JSON.stringify({ hashes: [], ...columns, was:",
    caughtBy: ["test/unit/log-rows.test.ts"],
  },
  {
    name: "a cold start counts changes as messages",
    file: "durable-objects/conversation/log/cold-start.ts",
    find: "    if (event.ordinal > draft.ordinal) draft.addMessage",
    replace: "    if (event.seq > 0) draft.addMessage",
    caughtBy: ["test/unit/group-log-model.test.ts"],
  },
  {
    name: "membership is judged by what was, not by what the flush has changed",
    file: "durable-objects/group/group-rules.ts",
    find: "judgeAct(draft, userId, act, now)",
    replace: "judgeAct(new GroupDraft(state), userId, act, now)",
    caughtBy: ["test/unit/group-log-model.test.ts"],
  },
  {
    name: "who was away sees what was written meanwhile",
    file: "durable-objects/conversation/log/viewed-log.ts",
    find: "last.fromSeq <= seq + 1) return",
    replace: "last.fromSeq > 0) return",
    caughtBy: ["test/unit/viewed-log.test.ts", "test/unit/group-log-model.test.ts"],
  },
  {
    name: "a link lets in one more than it may",
    file: "durable-objects/group/links.ts",
    find: "uses < maxUses",
    replace: "uses <= maxUses",
    caughtBy: ["test/unit/group-links.test.ts"],
  },
  {
    name: "a conversation that was answered idle is not marked stale",
    file: "durable-objects/user-session/inbox/inbox.ts",
    find: "        silent || shown.headSeq",
    replace: "        shown.headSeq",
    caughtBy: ["test/unit/inbox.test.ts", "test/unit/inbox-model.test.ts"],
  },
  {
    name: "a sync's version covers what another device's sync has refreshed meanwhile",
    file: "durable-objects/user-session/syncing/syncing.ts",
    find: "  socket.send(missedChanges(host.inbox, announced));\n",
    replace: "",
    caughtBy: ["test/unit/inbox-later-syncs.test.ts"],
  },
  {
    name: "slow subscribers keep their place among the young",
    file: "durable-objects/stream/delivery-queue.ts",
    find: "      for (const running of watched) this.#young.delete(running);\n",
    replace: "",
    caughtBy: ["test/unit/delivery-queue.test.ts"],
  },
  {
    name: "an older summary replaces a newer one",
    file: "durable-objects/user-session/inbox/inbox.ts",
    find: "      if (older || same) return",
    replace: "      if (same) return",
    caughtBy: ["test/unit/inbox.test.ts", "test/unit/inbox-model.test.ts"],
  },
  {
    name: "two appends of one conversation are in flight",
    file: "durable-objects/user-session/sending/send-queue.ts",
    find: "      if (!this.#inFlight.has(conversationId)) void",
    replace: "      void",
    caughtBy: ["test/unit/send-queue.test.ts"],
  },
  {
    name: "the log drops what is not in history yet",
    file: "durable-objects/conversation/log/event-log.ts",
    find: "Math.min(projectedSeq, this.durableSettledSeq, this.#checkpoints.seq - 1)",
    replace: "Math.min(this.durableSettledSeq, this.#checkpoints.seq - 1)",
    caughtBy: ["test/unit/log-eras.test.ts"],
  },
  {
    name: "history says it is further before the tier has it",
    file: "durable-objects/conversation/projections/history/historian.ts",
    find: "      await this.#writer.saveOrSkip({ firstSeq: after + 1, lastSeq: next }, now);\n",
    replace:
      "      this.#progress.save({ projectedSeq: next });\n      await this.#writer.saveOrSkip({ firstSeq: after + 1, lastSeq: next }, now);\n",
    caughtBy: ["test/spec/history.test.ts"],
  },
  {
    name: "an archiving believes its own progress, not the archive's index",
    file: "durable-objects/conversation/projections/history/archive-next.ts",
    find: "  const blocks = await",
    replace: "  const blocks = afterSeq < firstSeqOf(first.firstSeq, archiveEvents) ? [] : await",
    caughtBy: ["test/unit/tiers-model.test.ts"],
  },
  {
    name: "an erasure counts as followed although something had to be overwritten",
    file: "durable-objects/conversation/projections/history/erase-events.ts",
    find: "  return isClean && unheld.size === 0;\n",
    replace: "  return isClean || unheld.size === 0;\n",
    caughtBy: ["test/unit/tiers-model.test.ts"],
  },
  {
    name: "a segment claims a later revision than the log had when it was read",
    file: "durable-objects/conversation/projections/history/segment-writer.ts",
    find: "this.#store.saveSegments(conversationId, rows, revision)",
    replace: "this.#store.saveSegments(conversationId, rows, revision + 1)",
    caughtBy: ["test/unit/tiers-model.test.ts"],
  },
  {
    name: "an attempt that was given up writes its object",
    file: "durable-objects/conversation/projections/history/archive-objects.ts",
    find: "  signal.throwIfAborted();\n",
    replace: "",
    caughtBy: ["test/unit/tiers-guards.test.ts"],
  },
  {
    name: "a delivery is taken after its caller has given up",
    file: "durable-objects/user-session/syncing/deliveries.ts",
    find: "  if (host.now() > delivery.deadlineAt) throw",
    replace: "  if (host.now() > delivery.deadlineAt + 1e12) throw",
    caughtBy: ["test/spec/session-gates.test.ts"],
  },
  {
    name: "frames of a device that was signed out are carried out",
    file: "durable-objects/user-session/user-session.ts",
    find: "    if (!this.#account.isSignedIn(socket.deviceId)) return",
    replace: '    if (socket.deviceId === ("" as DeviceId)) return',
    caughtBy: ["test/spec/session-gates.test.ts"],
  },
];
