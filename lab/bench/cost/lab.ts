// A server with meters and a clock that the harness moves: hours pass in milliseconds, and do to each object what they
// would do: it hibernates after ten seconds at rest, and its alarm rings when it is due.
import { setTimeout as sleep } from "node:timers/promises";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import type { Server, ServerOptions } from "../../../tools/run/serve.ts";
import { startLabServer } from "../../kit/server.ts";
import type { Counts } from "../meter/counts.ts";

/** What the runtime waits until it evicts an object that does nothing. */
const hibernationMs = 10_000;
const maxEvicting = 16;

interface DueAlarm {
  readonly className: string;
  readonly id: string;
  readonly at: number;
}

interface Look {
  readonly counts: Counts;
  /** Calls in progress and timers that are set. */
  readonly activities: number;
  readonly alarms: readonly DueAlarm[];
}

export interface LabObject {
  readonly className: "Conversation" | "Group" | "UserSession";
  readonly name: string;
}

export class Lab {
  readonly #server: Server;
  /** The server's clock, as far as it is ahead of ours. */
  #aheadMs = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param server with the meters' entry */
  static on(server: Server): Lab {
    return new Lab(server);
  }

  static async start(stateDir: string, vars: ServerOptions["vars"] = {}): Promise<Lab> {
    // Jobs as where they are billed.
    const options = { entry: "lab/bench/entry.ts", vars: { JOBS_SETTLE_MS: "0", ...vars } };
    return new Lab(await startLabServer(stateDir, options));
  }

  get url(): string {
    return this.#server.url;
  }

  /** By the server's clock. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Jobs of a sign-up come a moment later, in real time; what is counted must not meet them. */
  async queuesAreEmpty(): Promise<void> {
    const directory = await this.#server.miniflare.getD1Database("DIRECTORY");
    const users = "SELECT count(*) AS count FROM account";
    const told = "SELECT count(*) AS count FROM (SELECT DISTINCT user_id FROM audit_event)";
    for (;;) {
      const [made, audited] = await Promise.all(
        [users, told].map((query) => directory.prepare(query).first<number>("count")),
      );
      if (made === audited) return;
      await sleep(50);
    }
  }

  /** What `work` costs until everything that it set off has come to rest. */
  async counted(work: () => Promise<unknown>): Promise<Counts> {
    await this.rests();
    await this.#control("reset");
    await work();
    return (await this.rests()).counts;
  }

  /** Lets time pass: alarms ring when they are due, and between them all that rests hibernates. */
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

  /** Alarms that are set ring now, each once: what a sign-up leaves behind is over, and the clock stands as it stood. */
  async ringAll(): Promise<void> {
    const { alarms } = await this.rests();
    for (const { className, id } of alarms) await this.#control("ring", { class: className, id });
    await this.rests();
  }

  /** Puts objects to sleep; their sockets stay. */
  async hibernate(objects: readonly LabObject[]): Promise<void> {
    await this.rests();
    await eachInParallel(objects, maxEvicting, async ({ className, name }) => {
      const eviction = this.#server.miniflare.unsafeEvictDurableObject("klatch", className, {
        name,
        webSockets: "hibernate",
      });
      await eviction.catch((error: unknown) => {
        if (!String(error).includes("not currently running")) throw error; // it sleeps already
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

  /** Waits until no call is in progress and no timer is set. */
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
