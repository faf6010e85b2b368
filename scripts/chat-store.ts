// What the terminal client keeps on disk for one name on one server: the signed-in device, and the names of people.
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session, SessionStore, UserId } from "@klatch/sdk";

interface Kept {
  readonly session: Session | null;
  /** Usernames by user id, as far as this name has met them. */
  readonly people: Readonly<Record<string, string>>;
}

/** A lock this old was left behind by a process that was killed. */
const lockStaleMs = 30_000;
const lockRetryMs = 20;

export class ChatStore implements SessionStore {
  readonly #dir: string;
  readonly #file: string;

  constructor(stateDir: string, server: string, name: string) {
    this.#dir = join(stateDir, new URL(server).host.replace(/[^A-Za-z0-9.-]/g, "_"));
    // Usernames do not tell upper from lower case.
    this.#file = join(this.#dir, `${name.toLowerCase()}.json`);
  }

  async load(): Promise<Session | null> {
    return (await this.#read()).session;
  }

  async save(session: Session | null): Promise<void> {
    await this.#write({ ...(await this.#read()), session });
  }

  async loadPeople(): Promise<Map<UserId, string>> {
    return new Map(Object.entries((await this.#read()).people) as [UserId, string][]);
  }

  async savePerson(userId: UserId, name: string): Promise<void> {
    const kept = await this.#read();
    await this.#write({ ...kept, people: { ...kept.people, [userId]: name } });
  }

  /** Two terminals of one name are one device: only one of them may refresh its tokens. */
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

  async #read(): Promise<Kept> {
    try {
      return JSON.parse(await readFile(this.#file, "utf8")) as Kept;
    } catch {
      // Missing, or cut short by a crash of the machine: sign in anew.
      return { session: null, people: {} };
    }
  }

  /** Whole or not at all, and for the owner only: it holds tokens. */
  async #write(kept: Kept): Promise<void> {
    await this.#makeDir();
    const draft = `${this.#file}.${process.pid}`;
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
    await rename(draft, this.#file);
  }

  async #makeDir(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
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
