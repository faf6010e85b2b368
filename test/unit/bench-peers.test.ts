// The parts of `npm run bench:peers` that a wrong figure could come from: what is on disk when a yardstick acks,
// and the ratios.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MessageLog, TurnLog, type SentMessage } from "../../lab/bench/peers/message-log.ts";
import { peersResult, reportPeers } from "../../lab/bench/peers/peers-report.ts";
import type { Peer } from "../../lab/bench/peers/peer.ts";
import { machine } from "../support/some-machine.ts";

const message = (conversationId: string, clientMsgId: string): SentMessage => ({
  conversationId,
  senderId: "ann",
  clientMsgId,
  content: { type: "text", text: "hello" },
});

describe("the log of the socket.io yardstick", () => {
  let directory: string;
  let log: MessageLog;
  let reader: DatabaseSync;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "klatch-log-"));
    log = new MessageLog(join(directory, "log.sqlite"));
    reader = new DatabaseSync(join(directory, "log.sqlite"), { readOnly: true });
  });
  afterEach(async () => {
    reader.close();
    log.close();
    await rm(directory, { recursive: true });
  });

  /** What another connection sees: committed rows only. */
  const committed = (): unknown[] =>
    reader
      .prepare("SELECT conversation_id || ':' || seq AS place FROM message ORDER BY id")
      .all()
      .map(({ place }) => place);

  it("has committed each message when `keep` returns", () => {
    expect(log.keep(message("a", "1"))).toMatchObject({ seq: 1, clientMsgId: "1" });
    expect(committed()).toEqual(["a:1"]);
    log.keep(message("b", "2"));
    expect(log.keep(message("a", "3")).seq).toBe(2);
    expect(committed()).toEqual(["a:1", "b:1", "a:2"]);
  });

  it("commits the messages of a turn together, before it tells of any of them", async () => {
    const told = Promise.withResolvers<{ seqs: readonly number[]; seen: readonly unknown[] }>();
    const turns = new TurnLog(log, (kept) => told.resolve({ seqs: kept.map(({ seq }) => seq), seen: committed() }));
    for (const id of ["1", "2", "3"]) turns.add(message("a", id));
    turns.add(message("b", "4"));
    expect(committed()).toEqual([]);
    expect(await told.promise).toEqual({ seqs: [1, 2, 3, 1], seen: ["a:1", "a:2", "a:3", "b:1"] });
  });

  it("begins a new transaction in the next turn", async () => {
    const batches: number[] = [];
    let told = Promise.withResolvers<void>();
    const turns = new TurnLog(log, (kept) => {
      batches.push(kept.length);
      told.resolve();
    });
    turns.add(message("a", "1"));
    await told.promise;
    told = Promise.withResolvers();
    turns.add(message("a", "2"));
    turns.add(message("a", "3"));
    await told.promise;
    expect(batches).toEqual([1, 2]);
  });
});

it("knows no drift after one round", () => {
  const values = new Map([["echo", { pairs: [90], groups: [], one: [], quiet: [] }]]);
  const result = peersResult({ machine, peers: [], measured: { fsyncMs: [1], values }, leftOut: ["other: left out"] });
  expect(result.echoDriftPercent).toBeNull();
  expect(reportPeers(result)).toContain("drift of echo unknown");
  expect(reportPeers(result)).toContain("other: left out");
});

it("compares medians with ours and with the echo, and says how far the echo drifted", () => {
  const peer = (name: string): Peer => ({
    name,
    durability: "",
    configured: "",
    pids: [],
    isEcho: false,
    loads: [],
    open: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  });
  const { echoDriftPercent, peers } = peersResult({
    machine,
    peers: ["echo", "klatch", "other"].map(peer),
    measured: {
      fsyncMs: [1, 1, 1],
      values: new Map([
        ["echo", { pairs: [90, 100, 110], groups: [], one: [2], quiet: [] }],
        ["klatch", { pairs: [50, 50, 50], groups: [400], one: [8], quiet: [3] }],
        ["other", { pairs: [10, 20, 25], groups: [100], one: [4], quiet: [6] }],
      ]),
    },
    leftOut: [],
  });
  expect(echoDriftPercent).toBe(20);
  const other = peers.find(({ name }) => name === "other");
  expect(other?.figures).toEqual({
    pairs: { median: 20, min: 10, max: 25, toOurs: 0.4, toEcho: 0.2 },
    groups: { median: 100, min: 100, max: 100, toOurs: 0.25, toEcho: 1 },
    one: { median: 4, min: 4, max: 4, toOurs: 0.5, toEcho: 2 },
    quiet: { median: 6, min: 6, max: 6, toOurs: 2, toEcho: null },
  });
});
