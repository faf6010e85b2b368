// Plays a transcript against the Worker in workerd: step by step, and strictly; what is not expected fails.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { SessionResult } from "../../../schema/protocol/http-auth.ts";
import { untilIdle } from "../../support/idle-actors.ts";
import { logIn, newUsername, openDirect, openLive, register } from "../../support/people.ts";
import { TestSocket, upgrade, type Received } from "../../support/test-socket.ts";
import { callWorker } from "../../support/worker-http.ts";
import { differences, Variables } from "./patterns.ts";
import type { Step, Transcript } from "./transcript.ts";

/** @throws Error at the first step that does not go as written */
export async function runTranscript(transcript: Transcript): Promise<void> {
  const run = new TranscriptRun();
  await run.prepare(transcript);
  for (const [index, step] of transcript.steps.entries()) {
    try {
      await run.take(step);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`step ${index + 1}, ${JSON.stringify(step).slice(0, 300)}: ${message}`, { cause: error });
    }
  }
  await run.finish(transcript);
}

class TranscriptRun {
  readonly #variables = new Variables();
  readonly #tokens = new Map<string, string>();
  readonly #sockets = new Map<string, TestSocket>();

  async prepare({ people, conversations = {}, online = [] }: Transcript): Promise<void> {
    for (const [person, devices] of Object.entries(people)) await this.#signIn(person, devices);
    for (const [name, [one, other]] of Object.entries(conversations)) {
      const device = `${one}-${people[one]?.[0] ?? ""}`;
      this.#variables.set(
        name,
        await openDirect(this.#tokenOf(device), this.#variables.get(`${other}.userId`) as SessionResult["user"]["id"]),
      );
    }
    for (const client of online) this.#sockets.set(client, await openLive(this.#tokenOf(client)));
  }

  async #signIn(person: string, devices: readonly string[]): Promise<void> {
    const username = newUsername(person);
    for (const [index, name] of devices.entries()) {
      const { user, device, accessToken, refreshToken } = await (index === 0 ? register(username) : logIn(username));
      const client = `${person}-${name}`;
      this.#tokens.set(client, accessToken);
      this.#variables.set(client, { deviceId: device.id, accessToken, refreshToken });
      this.#variables.set(person, { userId: user.id, username, displayName: user.displayName });
    }
  }

  async take(step: Step): Promise<void> {
    if ("http" in step) return this.#call(step);
    if ("hibernate" in step) return this.#hibernate(step.hibernate);
    if ("connects" in step) return this.#connect(step.client, step.connects, step.token);
    const socket = this.#socketOf(step.client);
    if ("sends" in step) return socket.sendText(this.#frameText(step.sends, step.times));
    if ("sendsText" in step) return socket.sendText(step.sendsText.repeat(step.times ?? 1));
    if ("sendsBinary" in step) return socket.sendBinary(new TextEncoder().encode(step.sendsBinary));
    if ("receives" in step) return this.#receive(socket, step);
    if ("receivesText" in step) return expectFit(step.receivesText, await socket.next());
    if ("receivesNothing" in step) return expectFit([], await socket.drain());
    if ("closes" in step) return socket.close(step.closes);
    expectFit([], socket.waiting);
    expectFit(step.isClosed, await socket.closed());
  }

  /** Whatever is still on its way arrives; then nothing may be left that no step expected. */
  async finish({ people, conversations = {} }: Transcript): Promise<void> {
    await this.#hibernate(Object.keys(conversations).map((name) => `conversation:${name}`));
    await this.#hibernate(Object.keys(people).map((name) => `session:${name}`));
    for (const [client, socket] of this.#sockets) {
      const left = socket.isOpen ? await socket.drain() : socket.waiting;
      if (left.length > 0) throw new Error(`${client} received, unexpectedly: ${JSON.stringify(left)}`);
      if (socket.isOpen) socket.close();
    }
  }

  async #connect(client: string, by: "authorization" | "subprotocol", token?: string): Promise<void> {
    const bearer = token === undefined ? this.#tokenOf(client) : String(this.#variables.substitute(token));
    if (this.#sockets.get(client)?.isOpen === true) throw new Error(`${client} is connected`);
    if (by === "authorization") return void this.#sockets.set(client, await TestSocket.open(bearer));
    const { webSocket } = await upgrade(bearer, by);
    if (webSocket === null) throw new Error("no upgrade");
    this.#sockets.set(client, new TestSocket(webSocket));
  }

  #frameText(frames: unknown, times?: number): string {
    const filled = this.#variables.substitute(frames);
    return JSON.stringify(times === undefined ? filled : Array.from({ length: times }, () => filled));
  }

  async #receive(socket: TestSocket, step: Extract<Step, { receives: unknown }>): Promise<void> {
    const patterns = (Array.isArray(step.receives) ? step.receives : [step.receives]).map((one) =>
      this.#variables.substitute(one),
    );
    const names = step.as === undefined ? [] : Array.isArray(step.as) ? step.as : [step.as];
    const received: Received[] = [];
    while (received.length < patterns.length) received.push(await socket.next());
    const order = step.order === "any" ? findOrder(patterns, received) : received;
    expectFit(patterns, order);
    for (const [index, name] of names.entries()) if (name !== null) this.#variables.set(name, order[index]);
  }

  async #call({ http, gives, as }: Extract<Step, { http: unknown }>): Promise<void> {
    const { by, method, path, body } = this.#variables.substitute(http) as typeof http;
    const answer = await callWorker({
      method,
      path,
      token: by === undefined ? undefined : this.#tokenOf(by),
      ...(body === undefined ? {} : { body }),
    });
    expectFit(this.#variables.substitute({ body: undefined, ...gives }), { status: answer.status, body: answer.body });
    if (as !== undefined) this.#variables.set(as, answer.body);
  }

  async #hibernate(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const [kind, of = ""] = name.split(":");
      const stub =
        kind === "session"
          ? env.USER_SESSION.getByName(String(this.#variables.get(`${of}.userId`)))
          : env.CONVERSATION.getByName(String(this.#variables.get(of)));
      await untilIdle(stub);
      await evictDurableObject(stub);
    }
  }

  #tokenOf(client: string): string {
    const token = this.#tokens.get(client);
    if (token === undefined) throw new Error(`no such client: ${client}`);
    return token;
  }

  #socketOf(client: string): TestSocket {
    const socket = this.#sockets.get(client);
    if (socket === undefined) throw new Error(`${client} is not connected`);
    return socket;
  }
}

function expectFit(pattern: unknown, value: unknown): void {
  const found = differences(pattern, value);
  if (found.length > 0) throw new Error(`${found.join("; ")}; received ${JSON.stringify(value)}`);
}

/** The received in the order of the patterns they fit, as far as they do. */
function findOrder(patterns: readonly unknown[], received: readonly Received[]): readonly Received[] {
  const rest = [...received];
  const matched = patterns.map((pattern) => {
    const index = rest.findIndex((one) => differences(pattern, one).length === 0);
    return index < 0 ? undefined : rest.splice(index, 1)[0];
  });
  return matched.map((one) => one ?? (rest.shift() as Received));
}
