// Attacks below the protocol: on the bytes of a WebSocket, and on connections before the upgrade. Any answer or the end
// of the connection is fine; silence is not.
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectionInput } from "../inputs/connection-inputs.ts";
import type { WireInput } from "../inputs/violations-of-ws.ts";
import type { Person } from "../../kit/people.ts";
import type { Tally } from "../watch/tally.ts";
import { HostileSocket } from "../wire/hostile-socket.ts";

export class WireAttacker {
  readonly #port: number;
  readonly #tally: Tally;
  readonly #patienceMs: number;

  constructor(port: number, tally: Tally, patienceMs: number) {
    this.#port = port;
    this.#tally = tally;
    this.#patienceMs = patienceMs;
  }

  /** Sends a `ping` after the bytes: it must be answered, or the socket must end. */
  async breakFrames(number: number, input: WireInput, person: Person): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = await HostileSocket.open({
      port: this.#port,
      accessToken: person.accessToken,
      onText: (text) => {
        if (text === "pong") resolve("pong");
      },
      onClose: (code) => resolve(`close ${code}`),
    });
    socket.sendBytes(input.bytes);
    socket.send("ping");
    const answer = input.isComplete ? await this.#within(promise) : "left";
    socket.destroy();
    this.#tally.count(`frames: ${answer ?? "silence"}`);
    if (answer === null) this.#tally.violation("unanswered", number, "neither pong nor close", input.name);
  }

  async connect(number: number, input: ConnectionInput): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    socket.on("error", () => resolve("end"));
    socket.on("close", () => resolve("end"));
    socket.on("end", () => resolve("end"));
    socket.once("data", (chunk) => resolve(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString("latin1"))?.[1] ?? "no HTTP"));
    for (const part of input.parts) {
      if (socket.destroyed) break;
      socket.write(part, "latin1");
      if (input.pauseMs > 0) await sleep(input.pauseMs);
    }
    if (input.leaves === "half") socket.end();
    const answer = input.leaves === "at-once" ? "left" : await this.#within(promise);
    socket.destroy();
    this.#tally.count(`connection: ${answer ?? "silence"}`);
    if (answer === null) this.#tally.violation("unanswered", number, "neither answer nor end", input.name);
    // 501 is the runtime's own answer to an unknown method; no Worker is called.
    if (answer?.startsWith("5") && answer !== "501") this.#tally.violation("http5xx", number, answer, input.name);
  }

  async #within(promise: Promise<string>): Promise<string | null> {
    const { promise: tooLate, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(() => resolve(null), this.#patienceMs);
    const first = await Promise.race([promise, tooLate]);
    clearTimeout(timer);
    return first;
  }
}
