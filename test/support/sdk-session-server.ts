// A server that knows devices and their tokens and nothing else: it handles and answers each call when the test says so.
import { problem, type FakeAnswer, type FakeCall, type FakeSocket, type FakeWorld } from "./sdk-fakes.ts";

interface Device {
  readonly id: string;
  readonly userId: string;
  generation: number;
}

interface Waiting {
  readonly call: FakeCall;
  readonly resolve: (answer: FakeAnswer) => void;
  answer: FakeAnswer | null;
}

const refusal: FakeAnswer = { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") };

export class SessionServer {
  readonly #world: FakeWorld;
  readonly #devices = new Map<string, Device>();
  readonly #waiting: Waiting[] = [];
  readonly #level = new Set<FakeSocket>();
  #made = 0;

  constructor(world: FakeWorld) {
    this.#world = world;
    world.answer = (call) => new Promise((resolve) => this.#waiting.push({ call, resolve, answer: null }));
  }

  knows(deviceId: string): boolean {
    return this.#devices.has(deviceId);
  }

  /** False: nobody waits for an answer. */
  handle(at: number): boolean {
    const one = this.#waiting[at % this.#waiting.length];
    if (one === undefined) return false;
    one.answer ??= this.#answerTo(one.call);
    return true;
  }

  answer(at: number): boolean {
    if (!this.handle(at)) return false;
    const [one] = this.#waiting.splice(at % this.#waiting.length, 1);
    if (one !== undefined && one.answer !== null) one.resolve(one.answer);
    return true;
  }

  /** Another device of the user, or an operator, signs this one out. */
  revoke(deviceId: string): void {
    this.#devices.delete(deviceId);
    for (const socket of this.#openSockets()) if (deviceOf(socket) === deviceId) socket.end(4401);
  }

  /** What is connecting becomes level, or is closed. @returns false: nothing was connecting */
  serveSockets(): boolean {
    const fresh = this.#openSockets().filter((socket) => !this.#level.has(socket));
    for (const socket of fresh) {
      this.#level.add(socket);
      if (!this.knows(deviceOf(socket))) socket.end(4401);
      else {
        socket.say(this.#world.welcome());
        socket.say({ type: "sync-done", inboxVersion: 1 });
      }
    }
    for (const socket of this.#openSockets()) socket.sayText("pong");
    return fresh.length > 0;
  }

  #openSockets(): FakeSocket[] {
    return this.#world.sockets.filter(({ isOpen }) => isOpen);
  }

  #answerTo({ path, body, accessToken }: FakeCall): FakeAnswer {
    if (path === "/api/auth/login") {
      const { username } = body as { username: string };
      const device = { id: `device-${++this.#made}`, userId: `user_${username}`, generation: 1 };
      this.#devices.set(device.id, device);
      const user = { id: device.userId, username, displayName: username, createdAt: 0 };
      return { status: 200, body: { user, device: { id: device.id }, ...tokensOf(device) } };
    }
    if (path === "/api/auth/refresh") {
      const { refreshToken } = body as { refreshToken: string };
      const [id = "", generation = ""] = refreshToken.split(".");
      const device = this.#devices.get(id);
      // Shown twice: somebody has a copy.
      if (device !== undefined && device.generation !== Number(generation)) this.revoke(id);
      if (device?.generation !== Number(generation)) return refusal;
      device.generation += 1;
      return { status: 200, body: tokensOf(device) };
    }
    const id = accessToken?.split(".")[0] ?? "";
    if (path !== "/api/auth/logout" || !this.knows(id)) return refusal;
    this.revoke(id);
    return { status: 204 };
  }
}

const tokensOf = ({ id, generation }: Device): object => ({
  accessToken: `${id}.${generation}`,
  refreshToken: `${id}.${generation}`,
  expiresIn: 900,
});

const deviceOf = (socket: FakeSocket): string => socket.protocols[1]?.replace("bearer.", "").split(".")[0] ?? "";
