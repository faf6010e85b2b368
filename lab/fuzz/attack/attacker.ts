// One attacker: makes the input with a given number and sends it to where its kind belongs.
import { connectionInput } from "../inputs/connection-inputs.ts";
import { httpInput } from "../inputs/http-inputs.ts";
import { idsFrom } from "../inputs/known-ids.ts";
import { flood, socketPayload } from "../inputs/socket-inputs.ts";
import { wireInput } from "../inputs/violations-of-ws.ts";
import type { Person } from "../../kit/people.ts";
import { Random } from "../../kit/random.ts";
import type { Tally } from "../watch/tally.ts";
import type { World } from "../world.ts";
import { HttpAttacker } from "./http-attacker.ts";
import { HttpCaller } from "./http-call.ts";
import { SocketAttacker } from "./socket-attacker.ts";
import type { Stallers } from "./stallers.ts";
import { WireAttacker } from "./wire-attacker.ts";

/** Inputs of each kind among a thousand; kinds that take seconds are rare. */
const weights = { socket: 650, http: 320, frames: 14, connection: 14, flood: 1, slowReader: 0.5, neverReader: 0.5 };
const slowReaderPauseMs = 1_000;

export interface AttackOptions {
  readonly port: number;
  readonly seed: number;
  readonly world: World;
  readonly tally: Tally;
  readonly stallers: Stallers;
  readonly patienceMs: number;
}

export class Attacker {
  readonly #options: AttackOptions;
  readonly #seat: number;
  readonly #http: HttpAttacker;
  readonly #caller: HttpCaller;
  readonly #wire: WireAttacker;
  #person: Person;
  #socket: SocketAttacker;

  constructor(options: AttackOptions, seat: number) {
    const { port, tally, patienceMs, world } = options;
    this.#options = options;
    this.#seat = seat;
    this.#caller = new HttpCaller(port, patienceMs);
    this.#http = new HttpAttacker(this.#caller, tally);
    this.#wire = new WireAttacker(port, tally, patienceMs);
    this.#person = world.attacker(seat);
    this.#socket = this.#newSocket();
  }

  async perform(input: number): Promise<void> {
    const { seed, world, stallers, port } = this.#options;
    const random = new Random(`${seed}:${input}`);
    const ids = idsFrom(world.knowledge);
    const other = random.pick(world.stallers);
    switch (random.weighted(weights)) {
      case "socket":
        return this.#onSocket(input, [socketPayload(random, ids)]);
      case "flood":
        return this.#onSocket(input, flood(random, ids));
      case "http":
        return this.#http.attack(input, httpInput(random, ids, this.#person.accessToken));
      case "frames":
        return this.#wire.breakFrames(input, wireInput(random), other);
      case "connection":
        return this.#wire.connect(input, connectionInput(random, port, other.accessToken));
      case "slowReader":
        return stallers.readSlowly(input, other, slowReaderPauseMs);
      case "neverReader":
        return stallers.neverRead(other);
    }
  }

  close(): void {
    this.#socket.close();
    this.#caller.close();
  }

  async #onSocket(input: number, payloads: Parameters<SocketAttacker["attack"]>[1]): Promise<void> {
    if (!(await this.#socket.isReady())) {
      this.#person = await this.#options.world.replace(this.#seat);
      this.#socket = this.#newSocket();
      await this.#socket.isReady();
    }
    await this.#socket.attack(input, payloads);
  }

  #newSocket(): SocketAttacker {
    const { port, tally, patienceMs } = this.#options;
    return new SocketAttacker(port, this.#person, tally, patienceMs);
  }
}
