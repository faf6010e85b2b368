// What one account, or one stranger, does to a server: each attack as fast as its sender can.
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import { password, type Person } from "../../kit/people.ts";
import { uuidV7 } from "../load/frames.ts";
import { PacedSocket } from "../unread/paced-socket.ts";
import type { HostileWorld } from "./hostile-world.ts";

export interface AttackPlan {
  readonly logins: number;
  readonly groupPasswords: number;
  readonly sockets: number;
  readonly inventedIds: number;
  /** Messages of 16 KiB. */
  readonly largeMessages: number;
}

/** How often each answer came: a status, `closed` or `opened`. */
export type Answers = ReadonlyMap<string, number>;

export interface Attack {
  readonly name: string;
  readonly run: (world: HostileWorld, plan: AttackPlan) => Promise<Answers>;
}

/** Calls of one attacker at a time: as many as a browser or a small script makes. */
const parallelCalls = 20;
/** The frames of a user per second by default; a faster sender is only refused. */
const framesPerSecond = 100;
const large = "x".repeat(16_000);

interface Call {
  readonly method: string;
  readonly path: string;
  readonly as?: Person;
  readonly from?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

class Tally {
  readonly #counts = new Map<string, number>();

  count(answer: string): void {
    this.#counts.set(answer, (this.#counts.get(answer) ?? 0) + 1);
  }

  get answers(): Answers {
    return this.#counts;
  }
}

async function callAll({ server, from }: HostileWorld, calls: readonly Call[]): Promise<Answers> {
  const tally = new Tally();
  await eachInParallel(calls, parallelCalls, async (call) => {
    const response = await fetch(server + call.path, {
      method: call.method,
      headers: {
        "content-type": "application/json",
        ...(call.as === undefined ? {} : { authorization: `Bearer ${call.as.accessToken}` }),
        ...from,
        ...call.from,
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
    });
    await response.arrayBuffer();
    tally.count(String(response.status));
  });
  return tally.answers;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const login = (username: string, secret: string, from?: Call["from"]): Call => ({
  method: "POST",
  path: "/api/auth/login",
  body: { username, password: secret },
  ...(from === undefined ? {} : { from }),
});

/** The alphabet of ids; the first character of 128 bits is one of its first eight. */
const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id of the right form that the server never made. */
function inventedId({ random }: HostileWorld, prefix: "user_" | "group_"): string {
  return prefix + times(26, (at) => crockford.charAt(random.below(at === 0 ? 8 : crockford.length))).join("");
}

const setPassword = (world: HostileWorld, secret: string): Call => ({
  method: "PATCH",
  path: groupOf(world),
  as: world.attacker,
  body: { settings: { joinPolicy: "password" }, password: secret },
});

const groupOf = ({ groupId }: HostileWorld): string => `/api/groups/${groupId}`;

export const attacks: readonly Attack[] = [
  {
    name: "logins with wrong passwords, one network",
    run: (world, { logins }) =>
      callAll(
        world,
        times(logins, (i) => login(world.attacker.username, `wrong password ${i}`)),
      ),
  },
  {
    name: "logins with wrong passwords, a network each",
    run: (world, { logins }) =>
      callAll(
        world,
        times(logins, (i) => login(world.accomplice.username, `wrong password ${i}`, world.networks.next())),
      ),
  },
  {
    name: "logins with the right password",
    run: (world, { logins }) =>
      callAll(
        world,
        times(logins, () => login(world.accomplice.username, password, world.networks.next())),
      ),
  },
  {
    name: "changes of one's own group's password",
    run: (world, { groupPasswords }) =>
      callAll(
        world,
        times(groupPasswords, (i) => setPassword(world, `secret ${i}`)),
      ),
  },
  {
    name: "guesses at a group's password",
    run: async (world, { groupPasswords }) => {
      await callAll(world, [setPassword(world, "the real secret")]);
      return callAll(
        world,
        times(groupPasswords, (i) => ({
          method: "POST",
          path: `${groupOf(world)}/join`,
          as: world.accomplice,
          body: { password: `guess ${i}` },
        })),
      );
    },
  },
  {
    name: "sockets that never read, and messages to them",
    run: async (world, { sockets, largeMessages }) => {
      const { accomplice } = world;
      const opened = await openSockets(world, accomplice, sockets);
      const sent = await sendLarge(world, largeMessages);
      const answers = new Map([...sent, ["opened", opened.length]]);
      for (const socket of opened) socket.destroy();
      return answers;
    },
  },
  {
    name: "invented ids: groups, links, users",
    run: (world, { inventedIds }) => {
      const as = world.attacker;
      const kinds: readonly (() => Call)[] = [
        () => ({ method: "GET", path: `/api/groups/${inventedId(world, "group_")}`, as }),
        () => ({ method: "GET", path: `/api/group-links/${inventedId(world, "group_").slice(6)}`, as }),
        () => ({ method: "GET", path: `/api/users/${inventedId(world, "user_")}`, as }),
        () => ({
          method: "POST",
          path: "/api/conversations",
          as,
          body: { kind: "direct", userId: inventedId(world, "user_") },
        }),
      ];
      return callAll(
        world,
        times(inventedIds, (i) => (kinds[i % kinds.length] as () => Call)()),
      );
    },
  },
  { name: "messages of 16 KiB at the user's rate", run: (world, { largeMessages }) => sendLarge(world, largeMessages) },
];

/** As many as the server opens. */
async function openSockets(world: HostileWorld, { accessToken }: Person, count: number): Promise<PacedSocket[]> {
  const opened: PacedSocket[] = [];
  for (let i = 0; i < count; i += 1) {
    const port = Number(new URL(world.server).port);
    const socket = await PacedSocket.open({ port, accessToken, bytesPerSecond: 0 }).catch(() => null);
    if (socket === null) continue;
    socket.send('{"type":"sync"}');
    opened.push(socket);
  }
  return opened;
}

/** On one socket, evenly spread at the user's rate. Counted are the server's answers. */
async function sendLarge({ server, attacker, conversationId }: HostileWorld, count: number): Promise<Answers> {
  const tally = new Tally();
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  let answers = 0;
  const onText = (text: string): void => {
    for (const [, type] of text.matchAll(/"type":"(message-ack|error)"/g)) {
      tally.count(type === "error" ? (/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "error") : "acked");
      if (++answers === count) resolve();
    }
  };
  const { accessToken } = attacker;
  const port = Number(new URL(server).port);
  const socket = await PacedSocket.open({ port, accessToken, bytesPerSecond: Number.POSITIVE_INFINITY, onText });
  let sent = 0;
  const begun = performance.now();
  const sending = setInterval(() => {
    const due = Math.min(count, Math.ceil(((performance.now() - begun) / 1_000) * framesPerSecond));
    for (; sent < due && !socket.isClosed; sent += 1) socket.send(largeMessage(conversationId));
    if (socket.isClosed) resolve();
  }, 10);
  await answered;
  clearInterval(sending);
  socket.destroy();
  return tally.answers;
}

const largeMessage = (conversationId: string): string =>
  JSON.stringify({
    type: "send-message",
    clientMsgId: uuidV7(Date.now()),
    conversationId,
    content: { type: "text", text: large },
  });
