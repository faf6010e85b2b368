// A metered server whose clock the harness moves. Hours pass in milliseconds with their usual effects: objects
// hibernate after ten seconds of rest, and alarms ring when they are due.
import { setTimeout as sleep } from "node:timers/promises";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import type { Server, ServerOptions } from "../../../tools/run/serve.ts";
import { startLabServer, longSignIns } from "../../kit/server.ts";
import type { Counts } from "../meter/counts.ts";

/** The time after which the runtime evicts an idle object. */
const hibernationMs = 10_000;
const maxEvicting = 16;

interface DueAlarm {
  readonly className: string;
  readonly id: string;
  readonly at: number;
}

interface Look {
  readonly counts: Counts;
  /** Running calls and pending timers. */
  readonly activities: number;
  readonly alarms: readonly DueAlarm[];
}

export interface LabObject {
  readonly className: "Conversation" | "Fleet" | "Group" | "UserSession";
  readonly name: string;
}

/** A sign-up is told within this time. */
const signUpMs = 3_600_000;

export class Lab {
  readonly #server: Server;
  /** How far the server's clock is ahead of the harness's. */
  #aheadMs = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param server must run the metered entry */
  static on(server: Server): Lab {
    return new Lab(server);
  }

  static async start(stateDir: string, vars: ServerOptions["vars"] = {}): Promise<Lab> {
    // Jobs settle at once, as on the billed platform. What a renewal costs is counted by itself (`renewals`).
    // Lines of level `info` are counted too, by their level.
    // Nobody is of the sample, which would be chance; what its reports cost is counted by itself (`connects`).
    const always = { JOBS_SETTLE_MS: "0", LOG_LEVEL: "info", SOCKET_SAMPLE_ONE_IN: "1000000007", ...longSignIns };
    const options = { entry: "lab/bench/entry.ts", vars: { ...always, ...vars } };
    return new Lab(await startLabServer(stateDir, options));
  }

  get url(): string {
    return this.#server.url;
  }

  /** The time by the server's clock. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Jobs of a sign-up arrive a moment later in real time, and must not be counted in a scenario. */
  async queuesAreEmpty(): Promise<void> {
    const directory = await this.#server.miniflare.getD1Database("DIRECTORY");
    // Events of earlier sign-ups may have been deleted: the clock runs ahead by months.
    const untold =
      "SELECT count(*) AS count FROM account WHERE created_at > ? AND id NOT IN (SELECT user_id FROM audit_event)";
    const query = directory.prepare(untold).bind(this.now() - signUpMs);
    while ((await query.first<number>("count")) !== 0) await sleep(50);
  }

  /** Counts the cost of `work` and everything that follows from it, until all is idle. */
  async counted(work: () => Promise<unknown>): Promise<Counts> {
    await this.rests();
    await this.#control("reset");
    await work();
    return (await this.rests()).counts;
  }

  /** Lets time pass: alarms ring when they are due, and idle objects hibernate in between. */
  async pass(ms: number, objects: readonly LabObject[]): Promise<void> {
    const until = this.now() + ms;
    for (;;) {
      const { alarms } = await this.rests();
      const [next] = alarms.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) break;
      await this.#advance(Math.max(0, next.at - this.now()), objects);
      await this.#control("ring", { class: next.className, id: next.id });
    }
    await this.#advance(Math.max(0, until - this.now()), objects);
  }

  /** Rings every pending alarm once, without moving the clock: finishes what sign-ups left to do. */
  async ringAll(): Promise<void> {
    const { alarms } = await this.rests();
    for (const { className, id } of alarms) await this.#control("ring", { class: className, id });
    await this.rests();
  }

  /** Hibernates objects; their sockets stay open. */
  async hibernate(objects: readonly LabObject[]): Promise<void> {
    await this.rests();
    await eachInParallel(objects, maxEvicting, async ({ className, name }) => {
      const eviction = this.#server.miniflare.unsafeEvictDurableObject("klatch", className, {
        name,
        webSockets: "hibernate",
      });
      await eviction.catch((error: unknown) => {
        if (!String(error).includes("not currently running")) throw error; // hibernates already
      });
    });
  }

  async fill(conversationId: string, events: number): Promise<void> {
    await this.#control("fill", { class: "Conversation", name: conversationId, events: String(events) });
  }

  async fillFormers(groupId: string, count: number): Promise<void> {
    await this.#control("formers", { class: "Group", name: groupId, count: String(count) });
  }

  async storageBytes({ className, name }: LabObject): Promise<number> {
    const response = await this.#control("bytes", { class: className, name });
    const { bytes } = (await response.json()) as { readonly bytes: number };
    return bytes;
  }

  async #advance(ms: number, objects: readonly LabObject[]): Promise<void> {
    if (ms > hibernationMs) await this.hibernate(objects);
    this.#aheadMs += ms;
    await this.#control("clock", { ms: String(ms) });
  }

  /** Waits until no call is running and no timer is pending. */
  async rests(): Promise<Look> {
    for (;;) {
      const look = (await (await this.#control("counts")).json()) as Look;
      if (look.activities === 0) return look;
      await sleep(10);
    }
  }

  async #control(what: string, parameters: Readonly<Record<string, string>> = {}): Promise<Response> {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`${this.url}/bench/${what}?${query}`, { method: "POST" });
    if (!response.ok) throw new Error(`/bench/${what}: ${response.status} ${await response.text()}`);
    return response;
  }
}
