// The terminal client's files for one username on one server: the session, and the names of people.
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session, SessionStore, UserId } from "@klatch/sdk";

/** A lock that is older than this was left by a process that was killed. */
const lockStaleMs = 30_000;
const lockRetryMs = 20;

export class ChatStore implements SessionStore {
  readonly #dir: string;
  readonly #file: string;
  /** A file of its own: names are written at any time, and must never restore old tokens. */
  readonly #peopleFile: string;

  constructor(stateDir: string, server: string, name: string) {
    this.#dir = join(stateDir, new URL(server).host.replace(/[^A-Za-z0-9.-]/g, "_"));
    // Usernames are case-insensitive.
    this.#file = join(this.#dir, `${name.toLowerCase()}.json`);
    this.#peopleFile = join(this.#dir, `${name.toLowerCase()}.people.json`);
  }

  async load(): Promise<Session | null> {
    return (await read<{ session: Session | null }>(this.#file))?.session ?? null;
  }

  async save(session: Session | null): Promise<void> {
    await this.#write(this.#file, { session });
  }

  /** Known usernames by user id. */
  async loadPeople(): Promise<Map<UserId, string>> {
    return new Map(Object.entries((await read<Record<UserId, string>>(this.#peopleFile)) ?? {}) as [UserId, string][]);
  }

  /** Of concurrent writes the last one wins. A name that is lost this way is looked up again. */
  async savePeople(names: ReadonlyMap<UserId, string>): Promise<void> {
    await this.#write(this.#peopleFile, Object.fromEntries(names));
  }

  /** Two terminals with one username are one device, so only one at a time may refresh its tokens. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    await this.#makeDir();
    const lock = `${this.#file}.lock`;
    while (!(await takeLock(lock))) await sleep(lockRetryMs);
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  /** Writes the file atomically, readable by its owner only, since it contains tokens. */
  async #write(file: string, kept: object): Promise<void> {
    await this.#makeDir();
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
    await rename(draft, file);
  }

  async #makeDir(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
  }
}

/** Null: the file is missing, or damaged by a crash of the machine. Then the person has to sign in again. */
async function read<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch {
    return null;
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o600)).close();
    return true;
  } catch {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > lockStaleMs) await rm(path, { force: true });
    return false;
  }
}
