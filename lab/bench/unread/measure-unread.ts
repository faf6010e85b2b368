// What sockets cost that take without reading: the server's memory, beside that for sockets that read. And what a reader
// on a slow line gets meanwhile.
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "../../../tools/run/serve.ts";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import { residentBytes } from "../../fuzz/watch/memory.ts";
import { makePair, sendText, type Pair } from "../../kit/people.ts";
import { PacedSocket } from "./paced-socket.ts";

export interface UnreadPlan {
  readonly sockets: number;
  /** Messages of 16 KB, to all of these sockets. */
  readonly messages: number;
  /** Answers of 100 to 300 bytes, each a WebSocket message, to each of these sockets. */
  readonly answers: number;
  /** The slow reader's line, and what it is sent. */
  readonly slowBytesPerSecond: number;
  readonly slowMessages: number;
}

export interface UnreadResult {
  /** Growth of the process in bytes, at its peak. */
  readonly grown: { readonly reading: number; readonly unread: number; readonly unreadAnswers: number };
  readonly slow: {
    readonly sent: number;
    readonly got: number;
    readonly seconds: number;
    readonly closeCode: number | null;
  };
}

const large = "x".repeat(16_000);
const seqOf = /"type":"new-message"[^]*?"seq":(\d+)/g;
const parallelSends = 10;
const sampleEveryMs = 100;
/** The slow reader gives up after so long without anything new. */
const patienceMs = 20_000;

/** @param start a fresh server for each figure: a process that has grown once hides what the next one takes */
export async function measureUnread(start: () => Promise<Server>, plan: UnreadPlan): Promise<UnreadResult> {
  const on = async <T>(measure: (server: Server) => Promise<T>): Promise<T> => {
    const server = await start();
    try {
      return await measure(server);
    } finally {
      await server.stop();
    }
  };
  const flood = (bytesPerSecond: number): Promise<number> =>
    on(async (server) => {
      const pair = await makePair(server.url);
      return growth(server, plan.sockets, pair, bytesPerSecond, () => sendLarge(server, pair, plan.messages));
    });
  const reading = await flood(Number.POSITIVE_INFINITY);
  const unread = await flood(0);
  const unreadAnswers = await on(async (server) =>
    growth(server, plan.sockets, await makePair(server.url), 0, async (sockets) => {
      for (let asked = 0; asked < plan.answers; asked += 1) {
        for (const socket of sockets) socket.send('{"type":"typing"}');
        if (asked % 50 === 0) await sleep(5);
      }
      await sleep(2_000);
    }),
  );
  return { grown: { reading, unread, unreadAnswers }, slow: await on((server) => readSlowly(server, plan)) };
}

/** How much the process has grown at most while these sockets were open. */
async function growth(
  server: Server,
  count: number,
  { receiver }: Pair,
  bytesPerSecond: number,
  doing: (sockets: readonly PacedSocket[]) => Promise<void>,
): Promise<number> {
  const before = await residentBytes(server.workerdPid);
  const sockets: PacedSocket[] = [];
  const options = { port: portOf(server), accessToken: receiver.accessToken, bytesPerSecond };
  for (let i = 0; i < count; i += 1) {
    const socket = await PacedSocket.open(options);
    socket.send('{"type":"sync"}');
    sockets.push(socket);
  }
  let peak = before;
  const sampling = setInterval(() => {
    void residentBytes(server.workerdPid).then((now) => (peak = Math.max(peak, now)));
  }, sampleEveryMs);
  await doing(sockets);
  clearInterval(sampling);
  for (const socket of sockets) socket.destroy();
  return peak - before;
}

const sendLarge = (server: Server, { sender, conversationId }: Pair, count: number): Promise<void> =>
  eachInParallel(Array.from({ length: count }), parallelSends, async () => {
    await sendText(server.url, sender, conversationId, large);
  });

/** A client as the guide for raw clients asks it to be: it syncs again for what it lacks. */
async function readSlowly(server: Server, plan: UnreadPlan): Promise<UnreadResult["slow"]> {
  const pair = await makePair(server.url);
  const startedAt = Date.now();
  let [got, isBehind, isSyncing, lastAt] = [0, false, true, startedAt];
  const sync = (): void => {
    [isBehind, isSyncing] = [false, true];
    socket.send(JSON.stringify({ type: "sync", cursors: { [pair.conversationId]: got } }));
  };
  const onText = (text: string): void => {
    lastAt = Date.now();
    for (const [, seq] of text.matchAll(seqOf)) {
      if (Number(seq) === got + 1) got += 1;
      else if (Number(seq) > got) isBehind = true;
    }
    if (text.includes('"sync-required"')) isBehind = true;
    if (text.includes('"sync-done"')) isSyncing = false;
    if (isBehind && !isSyncing) sync();
  };
  const { accessToken } = pair.receiver;
  const bytesPerSecond = plan.slowBytesPerSecond;
  const socket = await PacedSocket.open({ port: portOf(server), accessToken, bytesPerSecond, onText });
  sync();
  await sendLarge(server, pair, plan.slowMessages);
  while (got < plan.slowMessages && socket.closeCode === null && Date.now() - lastAt < patienceMs) await sleep(100);
  const result = {
    sent: plan.slowMessages,
    got,
    seconds: (Date.now() - startedAt) / 1_000,
    closeCode: socket.closeCode,
  };
  socket.destroy();
  return result;
}

const portOf = ({ url }: Server): number => Number(new URL(url).port);
