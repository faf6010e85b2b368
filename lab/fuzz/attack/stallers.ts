// Sockets that request everything and read slowly or never: what they do not read must not burden others.
import { setTimeout as sleep } from "node:timers/promises";
import type { Person } from "../../kit/people.ts";
import type { Tally } from "../watch/tally.ts";
import { HostileSocket } from "../wire/hostile-socket.ts";

/** Beyond this many the oldest is closed: a device may not have more sockets anyway. */
const maxNeverReading = 12;

export class Stallers {
  readonly #port: number;
  readonly #tally: Tally;
  readonly #patienceMs: number;
  readonly #neverReading: HostileSocket[] = [];

  constructor(port: number, tally: Tally, patienceMs: number) {
    this.#port = port;
    this.#tally = tally;
    this.#patienceMs = patienceMs;
  }

  /** Reads nothing for a while, then everything: it must contain the answer to its first request, or a close. */
  async readSlowly(number: number, person: Person, pauseMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = await this.#open(person, resolve);
    socket.stopReading();
    socket.send('{"type":"sync","inboxVersion":0}');
    await sleep(pauseMs);
    socket.readOn();
    const timer = setTimeout(() => resolve("silence"), this.#patienceMs);
    const answer = await promise;
    clearTimeout(timer);
    socket.destroy();
    this.#tally.count(`slow reader: ${answer}`);
    if (answer === "silence") this.#tally.violation("unanswered", number, "no sync-done", "a slow reader");
  }

  /** Sends requests without end and reads nothing, until the server or the end of the run closes the socket. */
  async neverRead(person: Person): Promise<void> {
    const socket = await this.#open(person, (how) => this.#tally.count(`never reader: ${how}`));
    socket.stopReading();
    for (let asked = 0; asked < 4; asked += 1) socket.send('{"type":"sync","inboxVersion":0}');
    this.#neverReading.push(socket);
    if (this.#neverReading.length > maxNeverReading) this.#neverReading.shift()?.destroy();
  }

  close(): void {
    for (const socket of this.#neverReading) socket.destroy();
  }

  #open(person: Person, ended: (how: string) => void): Promise<HostileSocket> {
    return HostileSocket.open({
      port: this.#port,
      accessToken: person.accessToken,
      onText: (text) => {
        if (text.includes('"sync-done"') || text.includes('"RATE_LIMITED"')) ended("answered");
      },
      onClose: (code) => ended(`close ${code}`),
    });
  }
}
