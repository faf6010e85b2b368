// `npm run pushes:latency`: how long after its ack a message was accepted by the push service, for people who are away. Each is told
// of one message, by a webhook on this machine; a run has one server, alone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../bench/statistics.ts";
import { ask } from "../kit/ask.ts";
import { makePeople, openDirect, sendText } from "../kit/people.ts";
import { raisedLimits, startLabServer } from "../kit/server.ts";
import { WebhookReceiver } from "../push/webhook-receiver.ts";

const [people, messages, apartMs, lookEveryMs] = [50, 500, 100, 5];

const dir = await mkdtemp(join(tmpdir(), "klatch-latency-"));
const receiver = new WebhookReceiver();
await receiver.start();
const server = await startLabServer(dir, { vars: { ...raisedLimits, PUSH_LOOPBACK: "allowed", LOG_LEVEL: "error" } });
try {
  const [writer, ...readers] = await makePeople(server.url, people + 1);
  if (writer === undefined) throw new Error("nobody writes");
  const away = await Promise.all(
    readers.map(async (reader) => {
      const relay = receiver.install();
      await ask(server.url, reader, ["PUT", "/api/devices/me/push"], relay);
      return { relay: receiver.of(relay), talk: await openDirect(server.url, writer, reader) };
    }),
  );
  const tookMs: number[] = [];
  const waiting: Promise<void>[] = [];
  for (let n = 0; n < messages; n++) {
    const one = away[n % away.length];
    if (one === undefined) continue;
    const before = one.relay.received.length;
    await sendText(server.url, writer, one.talk, `message ${n}`);
    const ackedAt = performance.now();
    waiting.push(
      (async () => {
        while (one.relay.received.length === before) await sleep(lookEveryMs);
        tookMs.push(performance.now() - ackedAt);
      })(),
    );
    await sleep(apartMs);
  }
  await Promise.all(waiting);
  const seconds = (share: number): string => `${(percentile(tookMs, share) / 1_000).toFixed(2)} s`;
  process.stdout.write(
    `${tookMs.length} messages to ${people} people who are away, from the ack to the service: p50 ${seconds(0.5)}, p99 ${seconds(0.99)}, the longest ${seconds(1)}\n`,
  );
} finally {
  await server.stop();
  await receiver.stop();
  await rm(dir, { recursive: true, force: true });
}
