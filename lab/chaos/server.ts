// The server under test: the built bundle on bare workerd with its state on disk. The server and its actors can be
// killed at any time.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import type { Server } from "../../tools/run/serve.ts";
import { raisedLimits, startLabServer } from "../kit/server.ts";
import { fileIdShape, type FileId } from "../../schema/protocol/files.ts";
import { readVariable } from "../../tools/run/secrets-file.ts";
import { workerdPids } from "../../tools/run/workerd-pids.ts";

/** Raised limits, frequent history writes and tokens that expire all the time; otherwise like a deployment. */
const vars = {
  ...raisedLimits,
  FIRST_CONTACT: "requests",
  LIMIT_FAULTS_BURST: "100000",
  LIMIT_GROUPS_PER_HOUR: "1000",
  ACCESS_TOKEN_SECONDS: "4",
  LIMIT_DEVICES: "1000",
  LIMIT_LOGIN_FAILURES: "1000",
  LIMIT_LOGIN_FAILURES_ANYWHERE: "10000",
  LIMIT_PASSWORD_CHANGES_PER_HOUR: "1000",
  RECONNECT_DELAY_MS: "200",
  HISTORY_PROJECT_AFTER_MS: "1500",
  HISTORY_PROJECT_EVENTS: "128",
  HISTORY_ARCHIVE_AFTER_MS: "4000",
  LOG_LEVEL: "error",
  PUSH_LOOPBACK: "allowed",
} as const;

const entry = "lab/chaos/entry.ts";
/** Long: a machine with much else to do is slow. */
const backWithinMs = 180_000;
const answersWithinMs = 10_000;
const lookEveryMs = 20;
const crashWithinMs = 5_000;

/** By the beginning of the name. */
const classNames: Readonly<Record<string, string>> = { user: "UserSession", group: "Group", file: "SharedFile" };

export class Victim {
  readonly #stateDir: string;
  readonly #vars: Readonly<Record<string, string>>;
  #server: Server;
  #pid: number;
  readonly counts = { "actors evicted": 0, "actors crashed": 0 };

  private constructor(stateDir: string, all: Readonly<Record<string, string>>, server: Server) {
    this.#stateDir = stateDir;
    this.#vars = all;
    this.#server = server;
    this.#pid = pidOf(server);
  }

  /** @param own variables of this run, before those of the storm */
  static async start(stateDir: string, own: Readonly<Record<string, string>> = {}): Promise<Victim> {
    const all = { ...vars, ...own };
    return new Victim(stateDir, all, await startLabServer(stateDir, { vars: all, entry }));
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async adminToken(): Promise<string> {
    return (await readVariable(join(this.#stateDir, "secrets.env"), "ADMIN_TOKEN")) ?? "";
  }

  /**
   * Sends SIGKILL. Miniflare then restarts workerd on the same port and state. Resolves when the server answers again.
   */
  async kill(): Promise<void> {
    const others = (await workerdPids()).filter((pid) => pid !== this.#pid);
    const killed = this.#pid;
    process.kill(killed, "SIGKILL");
    const deadline = Date.now() + backWithinMs;
    for (;;) {
      const next = (await workerdPids()).find((pid) => pid !== killed && !others.includes(pid));
      if (next !== undefined && (await this.#answers())) {
        this.#pid = next;
        return;
      }
      if (Date.now() > deadline) throw new Error("the server did not come back");
      await sleep(lookEveryMs);
    }
  }

  /** Evicts one actor in the middle of its work: it loses its memory, and with `close` its sockets too. */
  async evict(name: string, webSockets: "close" | "hibernate"): Promise<void> {
    const className = classNames[name.split("_", 1)[0] ?? ""] ?? "Conversation";
    try {
      await this.#server.miniflare.unsafeEvictDurableObject("klatch", className, { name, webSockets });
      this.counts["actors evicted"] += 1;
    } catch {
      // It was evicted already, or the server was killed meanwhile.
    }
  }

  /** The files of which R2 has bytes. */
  async storedFiles(): Promise<readonly FileId[]> {
    const bucket = await this.#server.miniflare.getR2Bucket("FILES", "klatch");
    const ids: FileId[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await bucket.list({ ...(cursor !== undefined && { cursor }) });
      ids.push(...page.objects.map(({ key }) => v.parse(fileIdShape, key.split("/")[1])));
      if (!page.truncated) return ids;
      ({ cursor } = page);
    }
  }

  /** Crashes one actor: its work in flight is lost. */
  async crash(name: string): Promise<void> {
    const signal = AbortSignal.timeout(crashWithinMs);
    const response = await fetch(`${this.url}/chaos/crash/${name}`, { signal }).catch(() => null);
    if (response?.ok === true) this.counts["actors crashed"] += 1;
  }

  /** Stops the server, runs `meanwhile`, and starts it again on the same state. */
  async restart(meanwhile: () => Promise<void> | void): Promise<void> {
    const port = this.port;
    await this.#server.stop();
    await meanwhile();
    this.#server = await startLabServer(this.#stateDir, { port, vars: this.#vars, entry, prepared: true });
    this.#pid = pidOf(this.#server);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  async #answers(): Promise<boolean> {
    const response = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(answersWithinMs) }).catch(
      () => null,
    );
    await response?.body?.cancel();
    return response?.ok === true;
  }
}

function pidOf({ workerdPid }: Server): number {
  if (workerdPid === undefined) throw new Error("chaos needs a system with /proc, to find the process to kill");
  return workerdPid;
}
