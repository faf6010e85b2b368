// Hostile clients against the whole server, in short; `npm run fuzz` is the same for long. States and counts only: how
// fast it is, and how much memory it takes, a busy machine would answer.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpCaller } from "../../lab/fuzz/attack/http-call.ts";
import { SocketAttacker } from "../../lab/fuzz/attack/socket-attacker.ts";
import { runFuzz } from "../../lab/fuzz/run.ts";
import { startAttacked } from "../../lab/fuzz/server.ts";
import { faultsOf, type FuzzResult } from "../../lab/fuzz/verdict.ts";
import { Tally } from "../../lab/fuzz/watch/tally.ts";
import { makePerson } from "../../lab/kit/people.ts";

const inputs = 5_000;
/** Always the same inputs: what is new is found by the long runs. */
const seed = 1;

let stateDir: string;
let result: FuzzResult;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-fuzz-"));
  result = await runFuzz({ inputs, seed, inputsPerSecond: Number.POSITIVE_INFINITY, stateDir, quietMs: 0 });
}, 120_000);

afterAll(() => rm(stateDir, { recursive: true }));

describe("what was found once", () => {
  let server: Awaited<ReturnType<typeof startAttacked>>;
  let caller: HttpCaller;
  beforeAll(async () => {
    server = await startAttacked(stateDir, true);
    caller = new HttpCaller(Number(new URL(server.url).port), 5_000);
  });
  afterAll(async () => {
    caller.close();
    await server.stop();
  });

  it.each([
    ["/health", 200],
    ["/api/groups", 401],
    ["/api/nowhere", 404],
  ])("[HTTP-4] HEAD %s with a body is answered like HEAD without one", async (path, status) => {
    const body = Buffer.from("{}");
    for (const chunked of [true, false])
      expect(
        await caller.call({ method: "HEAD", path, headers: { "cf-connecting-ip": "198.51.100.1" }, body, chunked }),
      ).toMatchObject({
        status,
        text: "",
      });
  });

  it("[NET-20] an attacker that an input has signed out opens no socket, and that is no fault", async () => {
    const person = await makePerson(server.url);
    const headers = { authorization: `Bearer ${person.accessToken}`, "cf-connecting-ip": "198.51.100.1" };
    expect(await caller.call({ method: "POST", path: "/api/auth/logout", headers })).toMatchObject({ status: 204 });
    const tally = new Tally();
    const attacker = new SocketAttacker(Number(new URL(server.url).port), person, tally, 5_000);
    expect(await attacker.isReady()).toBe(false);
    expect(tally.kept).toEqual([]);
  });
});

describe(`${inputs} hostile inputs, seed ${seed}`, () => {
  it("[ERR-10] [ERR-1] [SOCKET-6] [SOCKET-11] are answered, as the protocol says, and never with 5xx", () => {
    expect(result.kept).toEqual([]);
    expect(Object.values(result.violations).every((count) => count === 0)).toBe(true);
  });

  it("[SOCKET-7] [ORDER-3] are not noticed by those who only talk", () => {
    expect(faultsOf(result)).toEqual([]);
    expect(result.latencyMs.attacked).toBeGreaterThan(0);
  });

  it("[ERR-10] reach what they are meant for", () => {
    for (const code of [
      "message-ack",
      "sync-done",
      "200",
      "201",
      "INVALID_FRAME",
      "INVALID_REQUEST",
      "TOO_LARGE",
      "FORBIDDEN",
      "RATE_LIMITED",
      "CHALLENGE_REQUIRED",
    ])
      expect(result.byCode, code).toHaveProperty(code);
  });
});
