// What one account, or one stranger, does to a server, evenly spread over the measured time: a burst would show how one
// process serves a queue, not what the attack costs.
import { setTimeout as sleep } from "node:timers/promises";
import { password, type Person } from "../../kit/people.ts";
import { uuidV7 } from "../load/frames.ts";
import { PacedSocket } from "../unread/paced-socket.ts";
import type { HostileWorld } from "./hostile-world.ts";

export interface AttackPlan {
  /** The time over which an attack is spread. */
  readonly attackMs: number;
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

/** Starts `count` times, evenly spread over the time, whether earlier ones have ended or not. Resolves when all have. */
async function spread(count: number, { attackMs }: AttackPlan, start: (index: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const started: Promise<void>[] = [];
  while (started.length < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - begun) / attackMs) * count));
    while (started.length < due) started.push(start(started.length));
    await sleep(2);
  }
  await Promise.all(started);
}

async function callAll({ server, from }: HostileWorld, plan: AttackPlan, calls: readonly Call[]): Promise<Answers> {
  const tally = new Tally();
  await spread(calls.length, plan, async (index) => {
    const call = calls[index] as Call;
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

const inventedLink = (world: HostileWorld): string =>
  `${inventedId(world, "group_")}.${times(32, () => crockford.charAt(world.random.below(crockford.length))).join("")}`;

const groupOf = ({ groupId }: HostileWorld): string => `/api/groups/${groupId}`;

export const attacks: readonly Attack[] = [
  {
    name: "logins with wrong passwords, one network",
    run: (world, plan) =>
      callAll(
        world,
        plan,
        times(plan.logins, (i) => login(world.signingIn.username, `wrong password ${i}`)),
      ),
  },
  {
    name: "logins with wrong passwords, a network each",
    run: (world, plan) =>
      callAll(
        world,
        plan,
        times(plan.logins, (i) => login(world.signingIn.username, `wrong password ${i}`, world.networks.next())),
      ),
  },
  {
    name: "logins with the right password",
    run: (world, plan) =>
      callAll(
        world,
        plan,
        times(plan.logins, () => login(world.signingIn.username, password, world.networks.next())),
      ),
  },
  {
    name: "changes of one's own group's password",
    run: (world, plan) =>
      callAll(
        world,
        plan,
        times(plan.groupPasswords, (i) => setPassword(world, `secret ${i}`)),
      ),
  },
  {
    name: "guesses at a group's password",
    run: async (world, plan) => {
      await callAll(world, { ...plan, attackMs: 1 }, [setPassword(world, "the real secret")]);
      return callAll(
        world,
        plan,
        times(plan.groupPasswords, (i) => ({
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
    run: async (world, plan) => {
      const opening = { ...plan, attackMs: plan.attackMs / 4 };
      const opened = await openSockets(world, world.accomplice, opening);
      const sent = await sendLarge(world, { ...plan, attackMs: (plan.attackMs * 3) / 4 });
      const answers = new Map([...sent, ["opened", opened.length]]);
      for (const socket of opened) socket.destroy();
      return answers;
    },
  },
  {
    name: "invented ids: groups, links, users",
    run: (world, plan) => {
      const as = world.attacker;
      const kinds: readonly (() => Call)[] = [
        () => ({ method: "GET", path: `/api/groups/${inventedId(world, "group_")}`, as }),
        () => ({ method: "GET", path: `/api/group-links/${inventedLink(world)}`, as }),
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
        plan,
        times(plan.inventedIds, (i) => (kinds[i % kinds.length] as () => Call)()),
      );
    },
  },
  { name: "messages of 16 KiB at the user's rate", run: (world, plan) => sendLarge(world, plan) },
];

/** As many as the server opens. */
async function openSockets(world: HostileWorld, { accessToken }: Person, plan: AttackPlan): Promise<PacedSocket[]> {
  const opened: PacedSocket[] = [];
  const port = Number(new URL(world.server).port);
  await spread(plan.sockets, plan, async () => {
    const socket = await PacedSocket.open({ port, accessToken, bytesPerSecond: 0 }).catch(() => null);
    if (socket === null) return;
    socket.send('{"type":"sync"}');
    opened.push(socket);
  });
  return opened;
}

/** On one socket. Counted are the server's answers. */
async function sendLarge({ server, attacker, conversationId }: HostileWorld, plan: AttackPlan): Promise<Answers> {
  const tally = new Tally();
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  let answers = 0;
  const onText = (text: string): void => {
    for (const [, type] of text.matchAll(/"type":"(message-ack|error)"/g)) {
      tally.count(type === "error" ? (/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "error") : "acked");
      if (++answers === plan.largeMessages) resolve();
    }
  };
  const { accessToken } = attacker;
  const port = Number(new URL(server).port);
  const socket = await PacedSocket.open({ port, accessToken, bytesPerSecond: Number.POSITIVE_INFINITY, onText });
  void socket.ended.then(resolve);
  await spread(plan.largeMessages, plan, async () => socket.send(largeMessage(conversationId)));
  await answered;
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
