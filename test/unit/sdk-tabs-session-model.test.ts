// Several tabs that sign in and out, are signed out, are refused, crash and hear of each other in any order.
import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record, type Arbitrary } from "fast-check";
import { expect, it } from "vitest";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { settle } from "../support/sdk-fakes.ts";
import { SessionServer } from "../support/sdk-session-server.ts";
import { FakeBrowser, newWorld, type FakeTab } from "../support/sdk-tabs.ts";

const tab = nat(3);
const at = nat(5);

const step = oneof(
  { weight: 3, arbitrary: record({ does: constant("open" as const) }) },
  { weight: 1, arbitrary: record({ does: constant("close" as const), tab }) },
  { weight: 1, arbitrary: record({ does: constant("crash" as const), tab }) },
  { weight: 6, arbitrary: record({ does: constant("login" as const), tab, who: constantFrom("ada", "bob") }) },
  { weight: 5, arbitrary: record({ does: constant("logout" as const), tab }) },
  { weight: 3, arbitrary: record({ does: constant("refresh" as const), tab }) },
  { weight: 1, arbitrary: record({ does: constant("revoke" as const) }) },
  { weight: 6, arbitrary: record({ does: constant("handle" as const), at }) },
  { weight: 12, arbitrary: record({ does: constant("answer" as const), at }) },
  { weight: 10, arbitrary: record({ does: constant("hear" as const), tab }) },
  { weight: 4, arbitrary: record({ does: constant("serve" as const) }) },
  { weight: 2, arbitrary: record({ does: constant("hurry" as const) }) },
);
type Step = typeof step extends Arbitrary<infer T> ? T : never;

class Run {
  readonly #world = newWorld();
  readonly #server = new SessionServer(this.#world);
  readonly #browser = new FakeBrowser(this.#world);
  open: FakeTab[] = [];
  /** Of every tab. */
  readonly signedOut: string[] = [];
  /** The server had a reason of its own to sign out: a device was revoked, or lost the tokens it was sent. */
  mayBeSignedOut = false;

  async openTab(): Promise<void> {
    const opened = await this.#browser.open();
    opened.client.on("signed-out", ({ code }) => this.signedOut.push(code));
    this.open.push(opened);
  }

  async do(one: Step): Promise<void> {
    const chosen = "tab" in one ? this.open[one.tab % Math.max(1, this.open.length)] : undefined;
    if (one.does === "open" && this.open.length < 4) await this.openTab();
    if (one.does === "handle") this.#server.handle(one.at);
    if (one.does === "answer") this.#server.answer(one.at);
    if (one.does === "serve") this.#server.serveSockets();
    if (one.does === "hurry") await this.hurry();
    if (one.does === "revoke") await this.#revoke();
    if (chosen !== undefined) this.#doIn(chosen, one);
    await settle();
  }

  /** All is heard, handled and answered. */
  async hurry(): Promise<void> {
    do await this.#browser.hearAll();
    while (this.#server.answer(0) || this.#server.serveSockets());
  }

  async comeToRest(): Promise<void> {
    if (this.open.length === 0) await this.openTab();
    for (let round = 0; round < 15; round++) {
      await this.hurry();
      await this.#world.clock.advance(1_000);
    }
  }

  /** What the tabs were told of the server's will, when it had none. */
  get unfounded(): readonly string[] {
    return this.mayBeSignedOut ? [] : this.signedOut;
  }

  get openSockets(): number {
    return this.#world.sockets.filter(({ isOpen }) => isOpen).length;
  }

  /** Whom the store has, and whether the server has them too. */
  async stored(): Promise<{ readonly deviceId: DeviceId | null; readonly isKnown: boolean }> {
    const deviceId = (await this.#browser.store.load())?.deviceId ?? null;
    return { deviceId, isKnown: deviceId === null || this.#server.knows(deviceId) };
  }

  async closeAll(): Promise<{ readonly sockets: number; readonly timers: number }> {
    for (const { client } of this.open) client.close();
    await this.hurry();
    return { sockets: this.openSockets, timers: this.#world.clock.timers };
  }

  async #revoke(): Promise<void> {
    const stored = await this.#browser.store.load();
    if (stored === null) return;
    this.mayBeSignedOut = true;
    this.#server.revoke(stored.deviceId);
  }

  async #logIn(chosen: FakeTab, username: string): Promise<void> {
    await chosen.client.login({ username, password: "secret" });
    if (this.open.includes(chosen)) void chosen.client.connect();
  }

  #doIn(chosen: FakeTab, one: Step): void {
    const { client } = chosen;
    // Refusals are part of it.
    const ignored = (): void => {};
    if (one.does === "login" && client.session === null) this.#logIn(chosen, one.who).catch(ignored);
    if (one.does === "logout" && client.session !== null) client.logout().catch(ignored);
    if (one.does === "refresh" && client.session !== null) client.refresh().catch(ignored);
    if (one.does === "hear") chosen.hearNext();
    if (one.does !== "close" && one.does !== "crash") return;
    this.open = this.open.filter((other) => other !== chosen);
    // The tokens that it was sent may be lost with it.
    if (one.does === "crash") this.mayBeSignedOut = true;
    chosen[one.does]();
  }
}

async function check(run: Run): Promise<void> {
  const { deviceId, isKnown } = await run.stored();
  expect(isKnown).toBe(true);
  for (const { client } of run.open) {
    expect(client.session?.deviceId ?? null).toBe(deviceId);
    expect(client.connection.state).toBe(deviceId === null ? "idle" : "live");
  }
  expect(run.openSockets).toBe(deviceId === null ? 0 : 1);
  expect(run.unfounded).toEqual([]);
}

it("[SDK-40] [SDK-46] whatever the tabs do and whenever they hear of it, all end with whom the store has", async () => {
  const property = asyncProperty(array(step, { minLength: 15, maxLength: 100 }), async (steps) => {
    const run = new Run();
    await run.openTab();
    for (const one of steps) await run.do(one);
    await run.comeToRest();
    await check(run);
    expect(await run.closeAll()).toEqual({ sockets: 0, timers: 0 });
  });
  // A failure prints its seed and the shortest schedule.
  await expect(assert(property, parametersOf(80))).resolves.toBeUndefined();
});
