// What an isolate knows of the deployment's sockets: asked behind connects.
import { expect, it, vi } from "vitest";
import { KnownSockets } from "../../workers/http/fleet-sockets.ts";

function makeIsolate() {
  let ms = 1_000_000;
  let asked = 0;
  let answer = (): Promise<number> => Promise.resolve(0);
  const behind: Promise<void>[] = [];
  const known = new KnownSockets();
  return {
    get: () =>
      known.get({ now: () => ms, ask: () => ((asked += 1), answer()) }, (asking) => {
        behind.push(asking);
      }),
    answers: (next: () => Promise<number>) => (answer = next),
    pass: (byMs: number) => (ms += byMs),
    settle: () => Promise.all(behind),
    asked: () => asked,
  };
}

it("[OPS-34] a connect gets what is known and waits for nothing; the next one has the answer, for a minute", async () => {
  const isolate = makeIsolate();
  isolate.answers(async () => 100_000);
  expect([isolate.get(), isolate.get(), isolate.get()]).toEqual([0, 0, 0]);
  await isolate.settle();
  isolate.pass(59_999);
  expect([isolate.get(), isolate.asked()]).toEqual([100_000, 1]);
  isolate.answers(async () => 200_000);
  isolate.pass(1);
  expect([isolate.get(), isolate.asked()]).toEqual([100_000, 2]);
  await isolate.settle();
  expect(isolate.get()).toBe(200_000);
});

it("[OPS-34] when the Fleet fails or hangs, what was known goes on to count, and one in ten seconds asks", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const isolate = makeIsolate();
  isolate.answers(async () => 100_000);
  isolate.get();
  isolate.get();
  await isolate.settle();
  isolate.answers(() => Promise.reject(new Error("gone")));
  isolate.pass(60_000);
  for (let connect = 0; connect < 50; connect++) expect(isolate.get()).toBe(100_000);
  await isolate.settle();
  expect(isolate.asked()).toBe(2);
  isolate.answers(() => new Promise(() => {}));
  isolate.pass(10_000);
  for (let connect = 0; connect < 50; connect++) expect(isolate.get()).toBe(100_000);
  expect(isolate.asked()).toBe(3);
  expect(String(log.mock.calls)).toContain("fleet not asked");
  log.mockRestore();
});

it("[OPS-34] a clock that is set back keeps no answer for ever", async () => {
  const isolate = makeIsolate();
  isolate.answers(async () => 1);
  isolate.get();
  isolate.get();
  await isolate.settle();
  isolate.pass(-3_600_000);
  isolate.get();
  isolate.get();
  expect(isolate.asked()).toBe(2);
});

it("[OPS-34] an isolate with a connect in ten minutes asks nothing: its deployment is small", async () => {
  const isolate = makeIsolate();
  for (let connect = 0; connect < 10; connect++) {
    isolate.get();
    isolate.pass(600_000);
  }
  expect(isolate.asked()).toBe(0);
  isolate.get();
  isolate.pass(599_999);
  isolate.get();
  expect(isolate.asked()).toBe(1);
});
