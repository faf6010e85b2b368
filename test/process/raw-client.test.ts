// The client of docs/raw_client.py, which knows nothing but the guide, with a real server that is killed.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findPython } from "../../tools/run/python.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { RawClient } from "../support/raw-client.ts";
import { TestServer } from "../support/test-server.ts";

const python = findPython();
const hasPython = python !== undefined;

let dir: string;
const clients: RawClient[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-raw-"));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.kill()));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function start(url: string, username: string): RawClient {
  const client = new RawClient(python ?? "python3", url, username, join(dir, `${username}.journal`));
  clients.push(client);
  return client;
}

it("[RAW-1] the client has at most 150 lines, of at most 120 characters", async () => {
  const lines = (await readFile(inRepository("docs/raw_client.py"), "utf8")).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
});

describe.runIf(hasPython)("[RAW-1] two clients, one killed and the server too", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" } });
  });
  afterAll(() => server.stop());

  const textsOf = (lines: readonly string[]): string[] =>
    lines.map((line) => JSON.parse(line.slice(line.indexOf('"'))) as string);
  const seqsOf = (lines: readonly string[]): number[] => lines.map((line) => Number(line.split(" ")[1]));
  /** The texts that were written before a kill. */
  const written = async (client: RawClient): Promise<string[]> =>
    (await client.notes()).flatMap(([table, , value]) =>
      table === "outbox" && value !== null ? [(value as { content: { text: string } }).content.text] : [],
    );

  it("lose nothing, double nothing, keep the order", { timeout: 120_000 }, async () => {
    const count = 40;
    const [ofAda, ofBob] = ["ada", "bob"].map((name) =>
      Array.from({ length: count }, (_, i) => `${name} ${i} ☕\u0007`),
    );
    if (ofAda === undefined || ofBob === undefined) throw new Error("two people");
    const ada = start(server.url, "ada_raw");
    let bob = start(server.url, "bob_raw");
    // Each finds the other only when both have registered.
    await Promise.all([ada, bob].map((client) => signedIn(client)));
    ada.type(...ofAda.map((text) => `@bob_raw ${text}`));
    bob.type(...ofBob.map((text) => `@ada_raw ${text}`));
    await bob.until(({ lines }) => lines.length >= 15);
    await bob.kill();
    const printedBefore = bob.lines;
    const already = await written(bob);
    bob = start(server.url, "bob_raw");
    bob.type(...ofBob.filter((text) => !already.includes(text)).map((text) => `@ada_raw ${text}`));
    await ada.until(({ lines }) => lines.length >= 45);
    await server.kill();
    await server.restart();
    await Promise.all([
      ada.until(({ lines }) => lines.length >= 2 * count),
      bob.until(({ lines }) => lines.length > 0),
    ]);
    await bob.until(({ lines }) => lines.at(-1) === ada.lines.at(-1));

    const all = Array.from({ length: 2 * count }, (_, i) => i + 1);
    expect(seqsOf(ada.lines)).toEqual(all);
    const texts = textsOf(ada.lines);
    expect(texts.filter((text) => text.startsWith("ada"))).toEqual(ofAda);
    expect(texts.filter((text) => text.startsWith("bob"))).toEqual(ofBob);
    // What the killed client has printed for certain, and what it has kept.
    const printed = [...printedBefore, ...bob.lines];
    expect(seqsOf(printed)).toEqual([...new Set(seqsOf(printed))]);
    expect(printed.every((line) => ada.lines.includes(line))).toBe(true);
    const kept = (await bob.notes()).flatMap(([table, , , event]) => (table === "cursors" && event ? [event.seq] : []));
    expect(kept).toEqual(all);
    expect(ada.errors + bob.errors).not.toContain("Traceback");
  });

  async function signedIn(client: RawClient): Promise<void> {
    const has = async (): Promise<boolean> => (await client.notes().catch(() => [])).some(([table]) => table === "me");
    await expect.poll(has, { timeout: 20_000 }).toBe(true);
  }
});
