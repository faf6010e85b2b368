// Sockets that take without reading, over real connections: what they hold, and that others notice nothing.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { measureUnread } from "../../lab/bench/unread/measure-unread.ts";
import { PacedSocket } from "../../lab/bench/unread/paced-socket.ts";
import { makePerson, type Person } from "../../lab/kit/people.ts";
import { raisedLimits, startLabServer } from "../../lab/kit/server.ts";
import type { Server } from "../../tools/run/serve.ts";

let stateDir: string;
let server: Server;

const start = async (vars: Readonly<Record<string, string>>): Promise<void> => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-unread-"));
  server = await startLabServer(stateDir, { vars: { ...raisedLimits, ...vars } });
};
const stop = async (): Promise<void> => {
  await server.stop();
  await rm(stateDir, { recursive: true });
};

const open = ({ accessToken }: Person, bytesPerSecond: number): Promise<PacedSocket> =>
  PacedSocket.open({ port: Number(new URL(server.url).port), accessToken, bytesPerSecond });

describe("sockets that ping and never read", () => {
  it("[LIMIT-30] [LIMIT-32] [LIMIT-35] hold a bounded part of what they are sent, and a slow reader gets everything", async () => {
    const plan = { sockets: 4, messages: 1_000, answers: 100, slowBytesPerSecond: 4_000_000, slowMessages: 300 };
    const parent = await mkdtemp(join(tmpdir(), "klatch-unread-"));
    const started = (): Promise<Server> =>
      mkdtemp(join(parent, "server-")).then((dir) => startLabServer(dir, { vars: raisedLimits }));
    const { grown, slow } = await measureUnread(started, plan);
    await rm(parent, { recursive: true });
    expect(slow).toMatchObject({ got: 300, closeCode: null });
    // Each was sent 16 MB.
    expect(grown.unread - grown.reading).toBeLessThan(4 * 8_000_000);
  });
});

describe("all sockets of a user", () => {
  beforeAll(() => start({ LIMIT_UNREAD_BYTES_PER_USER: "1" }));
  afterAll(stop);

  it("[LIMIT-34] that hold too much keep further ones from opening, until their connections have ended", async () => {
    const person = await makePerson(server.url);
    const first = await open(person, 0);
    await expect(open(person, 0)).rejects.toThrow(" 429 ");
    expect((await open(await makePerson(server.url), 0)).isClosed).toBe(false);
    first.destroy();
    const second = await vi.waitFor(() => open(person, 0), { timeout: 5_000 });
    expect(second.isClosed).toBe(false);
  });
});
